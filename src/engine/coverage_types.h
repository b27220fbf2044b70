// Which probes can meet an indicator of which type: by the fields of the kinds that their readers emit. What
// a feed looks for and nothing that was read can hold is told, type by type.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "casefile/case.h"
#include "indicators/index.h"
#include "readers/reader.h"

namespace waarborg {

// Of feeds, by type: "indicators.email" says that no address could be looked for in this evidence.
constexpr std::string_view untestable_probes = "indicators.";

// Does the reader emit a kind with a field that can meet one of the types?
bool can_meet_any(const Reader& reader, const Index::Counts& sought);

// One row, not testable, for each type of the feeds' indicators that no probe in `read` can meet. Fields for
// digests stay empty as a rule, so they count only where `digests` says that files have theirs.
std::vector<CoverageRow> untestable_rows(std::uint32_t evidence, const std::set<std::string>& read,
                                         bool digests, const Index& index);
// Are these all of the types that the feeds look for? Then nothing was looked for on their account.
bool are_all_types(const std::vector<CoverageRow>& untestable, const Index& index);
// Does a reader of one of the probes say what the digests of files are?
bool tell_digests(const std::set<std::string>& probes);

}  // namespace waarborg
