// Text for a terminal: lines of at most `columns`, folded between words. Every word goes through printable(),
// so that nothing of a file steers a terminal. A word that is longer than a line stands alone.
#pragma once
#include <string>
#include <string_view>

namespace waarborg {

class TextPage {
 public:
  explicit TextPage(std::size_t columns);
  void heading(std::string_view text);
  // What follows the first line of an entry with a `mark` stands under its text, else two further to the
  // right. Nothing is written for a text without words.
  void line(std::size_t indent, std::string_view text, std::string_view mark = "");
  void paragraph(std::string_view text);  // from the margin, every line of it
  void gap() { out_ += '\n'; }
  std::string take() { return std::move(out_); }

 private:
  void fold(std::size_t indent, std::string_view text, std::string_view mark, std::size_t further);

  std::size_t columns_;
  std::string out_;
};

}  // namespace waarborg
