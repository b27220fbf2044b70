// The words and literals of a STIX pattern, taken from its text one after the other. It fails once, with a
// reason and the byte where it stood, and takes nothing from then on.
#pragma once
#include <string>
#include <string_view>

namespace waarborg {

class PatternText {
 public:
  explicit PatternText(std::string_view text) : text_(text) {}

  bool failed() const { return !why_.empty(); }
  const std::string& why() const { return why_; }
  std::size_t at() const { return at_; }
  void refuse(std::string why) {
    if (!failed()) why_ = std::move(why);
  }

  bool ended();  // nothing but blanks is left
  bool peek(char c);
  bool take(char c);
  void expect(char c);
  bool take_word(std::string_view upper_case);  // a whole word, whatever its case
  bool take_sign(std::string_view sign);        // "=", "!=", ...
  std::string_view name();                      // letters, digits, '-' and '_'
  std::string number();                         // as written
  // 'text' with \' and \\ undone; t'…', b'…' and h'…' likewise, without their letter; numbers, true, false.
  std::string literal();

 private:
  void blanks();
  std::string quoted();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string why_;
};

}  // namespace waarborg
