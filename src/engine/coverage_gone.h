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

// Where a backup would lie of which only what describes it was read.
std::set<std::string> backups_without_heart(const EvidenceState& state, const Survey& survey,
                                            const Collector& collected);

}  // namespace waarborg
