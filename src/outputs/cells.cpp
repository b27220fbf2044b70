#include "outputs/cells.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace waarborg {
namespace {

// Tab and carriage return are skipped by some spreadsheets before they look for the sign.
bool starts_formula(std::string_view text) {
  constexpr std::array<std::string_view, 10> starts = {"=",  "+",  "-",  "@",  "\t",
                                                       "\r", "＝", "＋", "－", "＠"};
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view s) { return text.starts_with(s); });
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string safe;
  if (starts_formula(text)) safe = "'";
  const auto shown = printable(text);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    safe += shown[i];
    if (shown[i] != ';') continue;
    // Quotes do not help there: in such a file they stand within a cell, not around it.
    const auto next = shown.find_first_not_of("\" ", i + 1);
    if (next != std::string::npos && starts_formula(std::string_view(shown).substr(next))) safe += '\'';
  }
  if (safe.find_first_of(",\";") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string base64(Bytes data) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < data.size(); i += 3) {
    const auto at = [&](std::size_t n) { return n < data.size() ? unsigned{data[n]} : 0u; };
    const unsigned group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    for (unsigned k = 0; k < 4; ++k) out += i + k > data.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
  }
  return out;
}

}  // namespace waarborg
