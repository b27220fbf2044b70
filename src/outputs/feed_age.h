// How old the indicators of others were when a case was scanned or matched. An old feed finds only what was
// known then; a feed without a date may be of any age, and that is said too. The age counts to the beginning
// of the scan, so that a case says the same for ever.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "casefile/case.h"

namespace waarborg {

constexpr int days_of_a_fresh_feed = 30;

// "current", "old" or "unknown" of a feed; "" of other content.
std::string_view feed_age(const ContentRow& row, Time started);
// One sentence for each feed that is old or of an unknown date, the first twenty of many.
std::vector<std::string> feed_notes(CaseView& view, std::string_view language);

}  // namespace waarborg
