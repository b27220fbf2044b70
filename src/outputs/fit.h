// Text fitted to the columns of a terminal. What comes in must be printable() already. Wide characters
// (Chinese, Japanese, Korean, most emoji) take two columns; where in doubt a character is taken to be wide,
// so that a line may end early but never wraps.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

std::size_t columns_of(std::string_view text);
std::string fit(std::string_view text, std::size_t columns);      // at most so wide, with "…" in the middle
std::string fit_pad(std::string_view text, std::size_t columns);  // exactly so wide
// Lines of at most `columns`, broken at blanks, or within a word that is longer than a line.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

// Widths for columns that would like to be `wanted` wide, in a line of `columns` with two blanks between: the
// widest give first, and none goes below `least` while another is wider. Columns that do not fit at all are
// left off at the end. `first`: so many columns in front, together no more than half a line, are never cut:
// what is left of them says nothing.
std::vector<std::size_t> share(std::vector<std::size_t> wanted, std::size_t columns, std::size_t least = 4,
                               std::size_t first = 0);

}  // namespace waarborg
