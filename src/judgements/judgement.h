// A judgement is a pure function over observations: it sees what no single one shows (a service whose package
// was removed) and says it as a lead with its reason. One file each: src/judgements/NAME.cpp defines
// Judgement NAME().
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "observations/wire.h"

namespace waarborg {

// One observation as a judgement sees it.
struct Fact {
  std::uint64_t number;  // job << 32 | sequence
  std::uint32_t evidence;
  std::string_view root;
  const RecordView& record;
};

// What a judgement concluded: about these observations, strongest first.
struct Opinion {
  std::uint32_t evidence = 0;
  std::string root;
  std::vector<std::uint64_t> because;
  std::string why;                     // one sentence
  Presence presence = Presence::none;  // none: that of the first observation
};

// Fed with every observation of its kinds, in no particular order, then asked: its opinions come in an order
// of their own that does not depend on how it was fed. Keeps only what it needs.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual bool see(const Fact& fact) = 0;  // true: it may refer to this observation later
  virtual std::vector<Opinion> conclude() = 0;
};

struct Judgement {
  std::string_view about;
  std::vector<std::string_view> kinds;  // it is fed only these
  std::unique_ptr<Judge> (*make)();
  // Is this one that it tells of by itself? Such records reach it even where only findings are kept. None: it
  // needs all records of its kinds, and sees them only where all are kept (scan -o, --keep all).
  bool (*tells)(const RecordView& record) = nullptr;
  std::string_view name = {};  // the file name; filled in by the list
};

const std::vector<Judgement>& all_judgements();

}  // namespace waarborg
