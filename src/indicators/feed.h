// A Feed reads one format of indicators that others publish. One file each: src/indicators/feeds/NAME.cpp
// defines Feed NAME(). A line or pattern that cannot be used is a warning with its place, never a stop.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "indicators/model.h"

namespace waarborg {

struct FeedWarning {
  std::uint64_t line = 0;
  std::string id, why;
};

struct FeedContent {
  std::string name, version, date;  // of the feed, as it says itself
  std::string format;               // the name of the Feed that read it
  std::vector<Indicator> indicators;
  std::vector<FeedWarning> warnings;
};

struct Feed {
  std::string_view about;
  bool (*recognise)(std::string_view file_name, Bytes content);
  Result<FeedContent> (*read)(Bytes content, const std::string& file);
  std::string_view name = {};  // the file name, where it brings no other
};

const std::vector<Feed>& all_feeds();
// By content and name; every feed format is asked in the order of the names. What every device meets day by
// day is kept as a lead, with a warning.
Result<FeedContent> read_feed(Bytes content, const std::string& file);

}  // namespace waarborg
