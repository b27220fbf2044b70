// What an alternative of a STIX pattern comes to as indicators: the object paths that real feeds use.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "indicators/feed_pattern.h"
#include "indicators/model.h"

namespace waarborg {

// What an object path names. A digest tells a file's content, so what else a pattern says of that content
// (other digests, size, type) follows from it.
struct StixProperty {
  Type type = Type::text;
  Test test = Test::exact;
  Weight weight = Weight::decisive;
  bool digest = false;
};
// Nothing: no reader has what it names. Some paths name what stands in fields of two types.
// What is given is gone when ten other paths were asked for.
const std::vector<StixProperty>& stix_properties(const StixComparison& comparison);
bool follows_from_digest(const StixComparison& comparison);

// Appends indicators with type, test, value, weight and conditions only: one for each value that is enough.
// What cannot be used appends a reason. Of comparisons that are needed together all are tested or none.
void indicators_of(const StixTogether& together, std::vector<Indicator>& out,
                   std::vector<std::string>& unused);
void indicators_of(const StixComparison& alone, std::vector<Indicator>& out,
                   std::vector<std::string>& unused);

}  // namespace waarborg
