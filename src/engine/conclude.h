// From matches to findings under directives, and into the case. Shared by scan and match.
#pragma once
#include <vector>

#include "casefile/case.h"
#include "engine/judges.h"
#include "engine/sought.h"
#include "readers/reader.h"

namespace waarborg {

// Without canaries, under the loaded directives, in their order.
std::vector<Finding> findings_of(std::vector<Match> matches, const Index& index, const Sought& content,
                                 const Ownerships& ownerships);
void add_opinions(Judges& judges, std::vector<Finding>& findings);
// Writes findings and counts them, decides the exit code.
void write_findings(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                    std::optional<Confidence> fail_on, const Index& index, CaseWriter& out, Summary& summary);

// The file an observation is about: that of its job, or, in a listing of names, the name itself.
// The root of what was read: nested roots by the job; in a list of devices, the device too.
std::string root_of(const std::string& job_root, const RecordView& record);
std::string place_of(const std::string& job_file, const Reader& reader, const RecordView& record);

}  // namespace waarborg
