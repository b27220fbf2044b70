// Judges feeds every judgement of the house and turns their opinions into findings: leads, each with its
// reason.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "indicators/finding.h"
#include "judgements/judgement.h"

namespace waarborg {

// Is this a record that some judgement tells of by itself? Such are kept whatever else is.
bool is_told_by_a_judgement(const RecordView& record);

class Judges {
 public:
  Judges();
  struct Place {
    std::uint64_t number;
    std::uint32_t evidence;
    std::string_view root, file, reader, probe;
  };
  void see(const RecordView& record, const Place& place);
  std::vector<Finding> findings();

 private:
  struct Seat {
    const Judgement* judgement;
    std::unique_ptr<Judge> judge;
    std::vector<std::uint16_t> kinds;
  };
  struct Remembered {
    std::string file, reader, probe, kind, field, value;
    std::uint64_t offset;
    Presence presence;
  };
  std::vector<Seat> seats_;
  std::map<std::uint64_t, Remembered> seen_;  // where an observation that a judge was fed lies
};

}  // namespace waarborg
