// From matches to findings under directives, and into the case. Shared by scan and match.
#pragma once
#include <vector>

#include "casefile/case.h"
#include "engine/sought.h"
#include "engine/judges.h"
#include "evidence/file.h"
#include "readers/reader.h"

namespace waarborg {

// Without canaries, under the loaded directives, in their order.
std::vector<Finding> findings_of(std::vector<Match> matches, const Index& index, const Sought& content);
void add_opinions(Judges& judges, std::vector<Finding>& findings);
// Writes findings and counts them, decides the exit code.
void write_findings(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                    std::optional<Confidence> fail_on, const Index& index, CaseWriter& out, Summary& summary);

// Where a canary pretends to lie: the reader's first pattern, with "waarborg-canary" for wildcards.
std::string canary_path(const Reader& reader);
// The canary of a reader of names: a listing, "file path" a line.
std::vector<Name> canary_names(std::string_view listing);

}  // namespace waarborg
