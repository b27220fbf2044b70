// Paragraphs of "Name: value" fields with continuation lines, as dpkg, opkg and apt keep them: man 5 deb822.
// Bytes in, views out, which borrow from the text. Lines that are no field are told and left out; a name that
// stands twice keeps its first value, as dpkg does. Offsets are bytes.
#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct Paragraph {
  struct Field {
    std::string_view name, value;  // the value as it stands, blanks around it and continuation lines included
  };
  std::uint64_t offset = 0;  // of its first line
  bool ended = false;        // an empty line follows; false at the end of the text
  std::vector<Field> fields;

  std::string_view text(std::string_view name) const;        // trimmed; "" when it is not there
  std::string_view first_line(std::string_view name) const;  // trimmed, without continuation lines
};

class Deb822 {
 public:
  static constexpr std::size_t most_fields = 128;  // of one paragraph; the rest is told and left out
  using OnFault = std::function<void(Fault, std::string_view why, std::uint64_t offset)>;

  Deb822(std::string_view text, OnFault fault) : text_(text), fault_(std::move(fault)) {}
  bool next(Paragraph& out);
  bool whole() const { return whole_; }  // false: the last line read had no end

 private:
  void add(Paragraph& out, std::string_view line, std::size_t offset);
  std::string_view text_;
  OnFault fault_;
  std::size_t at_ = 0;
  bool whole_ = true, too_many_ = false, skipped_ = false;
};

}  // namespace waarborg
