// Lines cuts bytes that come in pieces into lines, in constant memory. It owns what is left of a piece; a
// line is lent during the call. A line longer than the limit is not kept: it is given once, empty and marked,
// and skipped.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace waarborg {

struct Line {
  std::string_view text{};   // without LF or CRLF
  std::uint64_t offset = 0;  // of its first byte
  bool whole = true;         // false: the last, and it has no end
  bool too_long = false;
};

class Lines {
 public:
  using Visit = std::function<void(const Line&)>;
  explicit Lines(std::size_t longest) : longest_(longest) {}
  void feed(Bytes piece, const Visit& visit);
  void finish(const Visit& visit);            // the last line, when it has no end
  std::uint64_t size() const { return at_; }  // bytes so far

 private:
  void give(std::string_view text, bool whole, const Visit& visit);

  std::size_t longest_;
  std::string kept_;
  std::uint64_t begin_ = 0, at_ = 0;
  bool skips_ = false;
};

}  // namespace waarborg
