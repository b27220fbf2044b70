// What a comparison of a STIX pattern comes to as indicators: the object paths that real feeds use.
#pragma once
#include <string>
#include <vector>

#include "indicators/feed_pattern.h"
#include "indicators/model.h"

namespace waarborg {

// Appends one indicator a value, with type, test, value and weight only. What cannot be used appends a
// reason.
void indicators_of(const StixComparison& comparison, std::vector<Indicator>& out,
                   std::vector<std::string>& unused);

}  // namespace waarborg
