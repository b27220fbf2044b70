// Assignments are the lines KEY=value of os-release and its kin, read as a shell would without running
// anything: 'as it is', "with \escapes", bare with \escapes; '#' begins a comment. Nothing is expanded.
// Follows man 5 os-release. Keys borrow from the text, values are owned; offsets are bytes.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace waarborg {

struct Assignment {
  std::string_view key;
  std::string value;
  std::uint64_t offset = 0;
  std::string_view
      wrong;  // why the line is not well-formed; key and value hold what could be read. "" when it is
};

class Assignments {
 public:
  explicit Assignments(std::string_view text) : text_(text) {}
  bool next(Assignment& out);
  bool whole() const { return whole_; }  // false: the last line read had no end

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool whole_ = true;
};

}  // namespace waarborg
