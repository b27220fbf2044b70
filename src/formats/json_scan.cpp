#include "formats/json_scan.h"

namespace waarborg {

std::size_t past_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::size_t past_text(std::string_view text, std::size_t at) {
  for (++at;;) {
    const auto quote = text.find('"', at);
    if (quote == std::string_view::npos) return quote;
    std::size_t escapes = quote;
    while (escapes > at && text[escapes - 1] == '\\') --escapes;
    if ((quote - escapes) % 2 == 0) return quote + 1;
    at = quote + 1;
  }
}

std::size_t past_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = past_text(text, at);
      if (at == std::string_view::npos || depth == 0) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}' || is_blank(c))) return at;
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return std::string_view::npos;
}

}  // namespace waarborg
