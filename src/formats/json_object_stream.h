// JsonObjectStream is JsonObjects for text that comes in pieces: it gives each outermost object as soon as it
// is whole, in memory that is bounded by the largest object. An object that is longer than the limit is
// given empty and skipped. It checks no JSON but quotes and braces.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace waarborg {

class JsonObjectStream {
 public:
  using Visit = std::function<void(std::string_view object, std::uint64_t offset)>;
  explicit JsonObjectStream(std::size_t longest) : longest_(longest) {}
  void feed(Bytes piece, const Visit& visit);
  bool cut() const { return depth_ != 0 || (array_ && !closed_); }  // at the end: begun and not ended
  std::uint64_t size() const { return at_; }                        // bytes so far
  std::uint64_t stray() const { return stray_; }  // bytes between the objects that have no place there
  std::uint64_t first_stray() const { return first_; }

 private:
  void between(char c);

  std::size_t longest_, depth_ = 0;
  std::string kept_;
  std::uint64_t at_ = 0, begin_ = 0, stray_ = 0, first_ = 0;
  bool in_string_ = false, escaped_ = false, too_long_ = false, array_ = false, closed_ = false;
};

}  // namespace waarborg
