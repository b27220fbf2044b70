// The telephone numbers and addresses that evidence says are its own device's: of its SIM, its accounts. They
// are gathered while records go by and asked for in lists of targets.
#pragma once
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "casefile/case.h"
#include "engine/numbers.h"
#include "indicators/finding.h"
#include "observations/wire.h"

namespace waarborg {

// The probe of lists of numbers: whether the device's own identities could be compared with them.
constexpr std::string_view numbers_probe = "numbers";

// Is it one that a device has of itself? Such records are kept whatever else is.
bool is_own_identity(const RecordView& record);

class OwnIdentities {
 public:
  static constexpr std::size_t most = 1000;  // of one scan; each takes a slow digest a list

  struct Place {
    std::uint64_t number;
    std::uint32_t evidence;
    std::string_view root, file, reader, probe;
  };
  void see(const RecordView& record, const Place& place);
  void take(OwnIdentities&& other);

  // A finding for each root with a listed identity, and a row for each piece of evidence.
  struct Outcome {
    std::vector<Finding> findings;
    std::vector<CoverageRow> rows;
  };
  Outcome ask(const std::vector<NumberList>& lists, const std::vector<std::uint32_t>& evidence) const;

 private:
  using Key = std::tuple<std::uint32_t, std::string, std::string>;  // evidence, root, identity
  void add(Key key, Match match);

  std::map<Key, Match> seen_;
  std::map<std::uint32_t, std::uint64_t> unclear_, left_out_;  // by evidence: without a country; over `most`
};

}  // namespace waarborg
