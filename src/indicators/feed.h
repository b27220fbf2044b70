// A Feed reads one format of indicators that others publish. One file each: src/indicators/feeds/NAME.cpp
// defines Feed NAME(). A line or pattern that cannot be used is a warning with its place, never a stop.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "indicators/indicators.h"

namespace waarborg {

struct FeedWarning {
  std::uint64_t line = 0;
  std::string id, why;
};

struct FeedContent {
  std::string name, version, date;  // of the feed, as it says itself
  std::string format;               // the name of the Feed that read it
  std::string lost;                 // what of it could not be read at all, and why; "" nothing
  Indicators indicators;
  std::vector<FeedWarning> warnings;
};

// The bytes of a feed, once, from its begin to its end.
class FeedInput {
 public:
  // 0 only at the end.
  using More = std::function<Result<std::size_t>(char* to, std::size_t size)>;
  // `expected`: how many there will be, where that is known; it may be wrong.
  explicit FeedInput(More more, std::uint64_t expected = 0) : more_(std::move(more)), expected_(expected) {}
  explicit FeedInput(Bytes content);  // borrowed

  Result<> begin();    // once, before anything else
  Bytes head() const;  // what formats are recognised by: the first megabyte, or all there is
  bool whole() const { return whole_; }                  // is that all?
  Result<std::size_t> read(char* to, std::size_t size);  // the next bytes, those of the head first
  Result<Bytes> all();                                   // instead of read(); owned by this
  std::uint64_t expected() const { return expected_; }

 private:
  More more_;
  Bytes borrowed_;
  std::string head_;
  std::uint64_t expected_ = 0;
  std::size_t at_ = 0;
  bool whole_ = false;
};

struct Feed {
  std::string_view about;
  bool (*recognise)(std::string_view file_name, Bytes head);
  Result<FeedContent> (*read)(FeedInput& in, const std::string& file);
  std::string_view name = {};  // the file name, where it brings no other
};

const std::vector<Feed>& all_feeds();
// By content and name; every feed format is asked in the order of the names. What every device meets day by
// day is kept as a lead, with a warning.
Result<FeedContent> read_feed(FeedInput& in, const std::string& file);
Result<FeedContent> read_feed(Bytes content, const std::string& file);

}  // namespace waarborg
