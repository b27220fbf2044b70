// What a careful reader would question in feeds of indicators: values that nothing can meet, names that every
// device asks for, doubles within a feed and between feeds, what is no longer valid. Nothing here stops a
// scan.
#pragma once
#include <string>
#include <vector>

#include "base/time.h"
#include "indicators/feed.h"

namespace waarborg {

struct CheckedFeed {
  std::string file;
  FeedContent content;
};

// For each feed its lines, in the order of the file; at most `most_questions` of one sort, the rest counted.
constexpr std::size_t most_questions = 20;
std::vector<std::vector<std::string>> feed_questions(const std::vector<CheckedFeed>& feeds, Time now);

// Why an indicator that can be used is met by nothing that a reader says; "" when it is not so.
std::string why_never_met(const Indicator& indicator);

}  // namespace waarborg
