// Sections of key=value lines in the dialect of systemd: man 7 systemd.syntax. '#' and ';' begin comment
// lines; a
// '\' at a line's end joins the next line with a blank, comment lines between them fall away. Names borrow
// from the text, values are owned; offsets are bytes. Lines that are neither section nor key are told and
// left out.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace waarborg {

struct IniEntry {
  std::string_view section, key;  // section is "" before the first
  std::string value;              // trimmed; "" is a value too
  std::uint64_t offset = 0;       // of the line the key stands on
};

class Ini {
 public:
  static constexpr std::size_t longest_value = 64 * 1024;  // joined; the rest is told and left out
  using OnFault = std::function<void(Fault, std::string_view why, std::uint64_t offset)>;

  Ini(std::string_view text, OnFault fault) : text_(text), fault_(std::move(fault)) {}
  bool next(IniEntry& out);
  bool whole() const { return whole_; }  // false: the text ended inside a line or where another had to follow

 private:
  void join(IniEntry& out);
  std::string_view text_, section_;
  OnFault fault_;
  std::size_t at_ = 0;
  bool whole_ = true;
};

}  // namespace waarborg
