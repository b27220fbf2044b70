// From matches to findings under directives, and into the case. Shared by scan and match.
#pragma once
#include <vector>

#include "casefile/case.h"
#include "engine/sought.h"
#include "engine/judges.h"

namespace waarborg {

// Without canaries, under the loaded directives, in their order.
std::vector<Finding> findings_of(std::vector<Match> matches, const Index& index, const Sought& content);
void add_opinions(Judges& judges, std::vector<Finding>& findings);
// Writes findings and counts them, decides the exit code.
void write_findings(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                    std::optional<Confidence> fail_on, const Index& index, CaseWriter& out, Summary& summary);

}  // namespace waarborg
