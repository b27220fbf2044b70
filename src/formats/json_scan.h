// Where values of JSON end, by quotes and brackets only: nothing is checked. Nesting costs no stack.
#pragma once
#include <string_view>

namespace waarborg {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
std::size_t past_blanks(std::string_view text, std::size_t at);
// Where the text that begins at `at` with a quote ends: behind its other quote; npos when it is not there.
std::size_t past_text(std::string_view text, std::size_t at);
// The same for any value; a number or word at the end of the text may go on, so that its end is not there.
std::size_t past_value(std::string_view text, std::size_t at);

}  // namespace waarborg
