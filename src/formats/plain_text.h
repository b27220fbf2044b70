// PlainText is a text file as UTF-8, whatever program saved it: UTF-8 with or without its mark, UTF-16 of
// either order (PowerShell's '>' and Export-Csv write it), Windows-1252. It borrows the bytes when they are
// UTF-8 already, else it owns the text. What cannot be converted is replaced by U+FFFD and told in wrong().
#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

class PlainText {
 public:
  static constexpr std::size_t longest_converted = 128u
                                                   << 20;  // bytes; what needs no conversion may be longer

  static Result<PlainText> read(Bytes bytes);
  std::string_view text() const { return converted_ ? std::string_view(owned_) : lent_; }
  std::string_view wrong() const { return wrong_; }  // "" when every byte was understood

 private:
  std::string owned_;
  std::string_view lent_, wrong_;
  bool converted_ = false;
};

}  // namespace waarborg
