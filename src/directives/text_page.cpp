#include "directives/text_page.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {

TextPage::TextPage(std::size_t columns) : columns_(std::max<std::size_t>(columns, 30)) {}

void TextPage::heading(std::string_view text) {
  out_ += "\n" + printable(text) + "\n";
}

void TextPage::line(std::size_t indent, std::string_view text, std::string_view mark) {
  fold(indent, text, mark, mark.empty() ? 2 : 0);
}

void TextPage::paragraph(std::string_view text) {
  fold(0, text, "", 0);
}

void TextPage::fold(std::size_t indent, std::string_view text, std::string_view mark, std::size_t further) {
  const std::size_t inner = indent + display_width(mark);
  std::string current = std::string(indent, ' ') + std::string(mark);
  std::size_t width = inner;
  bool fresh = true;
  for (const auto raw : words(text)) {
    const auto word = printable(raw);
    const auto n = display_width(word);
    if (!fresh && width + 1 + n > columns_) {
      out_ += current + "\n";
      width = inner + further;
      current = std::string(width, ' ');
      fresh = true;
    }
    if (!fresh) current += ' ', ++width;
    current += word;
    width += n;
    fresh = false;
  }
  if (!fresh) out_ += current + "\n";
}

}  // namespace waarborg
