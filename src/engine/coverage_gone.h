// What must be there, by what else is, and is not: a sysdiagnose without its list of processes, a backup of
// which only the description is left. Nothing of the kind was seen, and yet that is no sign of anything.
#pragma once
#include <map>
#include <set>
#include <string>

#include "engine/collect.h"

namespace waarborg {

struct Gone {
  std::uint64_t places = 0;
  std::string first;  // folder and artefact
};
// By probe, of one piece of evidence.
std::map<std::string, Gone> gone_beside(const EvidenceState& state, const Survey& survey,
                                        const Collector& collected);
// The row of such a probe says so.
void tell_gone(const Gone& gone, CoverageRow& row);

// A backup of which only what describes it was read is one that could not be: it is told, and counted.
void tell_backups_without_heart(Survey& survey, Collector& collected);

}  // namespace waarborg
