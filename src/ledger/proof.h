// Does one observation prove that a subject is not on its device? Silence never does: the device must be
// known by a strong identifier, every probe that the catalogue asks for must have been complete with its
// canary found, by somebody who may see everything, after the directive was issued, with content that knows
// the subject.
#pragma once
#include "ledger/entry.h"

namespace waarborg {

enum class Lack : std::uint8_t {
  nothing,
  identity,
  time,
  future,
  before_issue,
  rights,
  content,
  platform,
  probe,
  canary
};
struct Proof {
  Lack lack = Lack::nothing;
  std::string why;  // "" when nothing lacks
};
// Without what its findings say: that is for the timeline.
Proof proof_of_absence(const Observation& observation, Time recorded, const Rule& rule,
                       const SubjectRule& subject);

}  // namespace waarborg
