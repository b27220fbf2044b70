#include "outputs/fit.h"

#include <algorithm>
#include <numeric>

namespace waarborg {
namespace {

constexpr std::size_t gap = 2;      // blanks between columns
constexpr std::size_t enough = 14;  // columns in which a path can still be told from another

// The length in bytes of the character at the front of UTF-8 text.
std::size_t length_at(std::string_view s) {
  const auto first = static_cast<unsigned char>(s.front());
  const std::size_t n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(n, s.size());
}

std::uint32_t code_point(std::string_view character) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return at(0);
  std::uint32_t value = at(0) & (0xFFu >> (character.size() + 1));
  for (std::size_t i = 1; i < character.size(); ++i) value = value << 6 | (at(i) & 0x3F);
  return value;
}

// Blocks, not the Unicode table: a block that holds one wide character counts as wide. Combining marks count
// as one column, so that ten thousand of them on one letter cannot run over the line.
std::size_t width_of(std::string_view character) {
  const auto c = code_point(character);
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x231A && c <= 0x23FF) ||
                    (c >= 0x25FD && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF) ||
                    (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xA960 && c <= 0xA97F) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE10 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFFE6) || c >= 0x16FE0;
  return wide ? 2 : 1;
}

// The longest front of `s` that is at most `columns` wide, in bytes.
std::size_t front_of(std::string_view s, std::size_t columns) {
  std::size_t at = 0, used = 0;
  while (at < s.size()) {
    const auto n = length_at(s.substr(at));
    used += width_of(s.substr(at, n));
    if (used > columns) break;
    at += n;
  }
  return at;
}

// Cuts the widest until all fit into `room`; what a cut below the next whole step leaves goes to the first
// ones.
void cap(const std::vector<std::size_t*>& widths, std::size_t room) {
  const auto total = [&](std::size_t at_most) {
    std::size_t sum = 0;
    for (const auto* w : widths) sum += std::min(*w, at_most);
    return sum;
  };
  std::size_t low = 0, high = 0;
  for (const auto* w : widths) high = std::max(high, *w);
  while (low < high) {
    const auto middle = low + (high - low + 1) / 2;
    if (total(middle) <= room)
      low = middle;
    else
      high = middle - 1;
  }
  auto spare = room - std::min(room, total(low));
  for (auto* w : widths) {
    if (*w <= low) continue;
    *w = low + (spare > 0 ? 1 : 0);
    if (spare > 0) --spare;
  }
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto n = length_at(text.substr(at));
    columns += width_of(text.substr(at, n));
    at += n;
  }
  return columns;
}

std::string fit(std::string_view text, std::size_t columns) {
  const auto all = columns_of(text);
  if (all <= columns) return std::string(text);
  if (columns == 0) return {};
  // The end of a path or an identifier tells more than its middle.
  const auto before = (columns - 1) / 2, after = columns - 1 - before;
  std::string out(text.substr(0, front_of(text, before)));
  out += "…";
  // Skip so many columns that what is left fits; a wide character may leave one column free.
  std::size_t at = 0;
  for (auto left = all; left > after;) {
    const auto n = length_at(text.substr(at));
    left -= width_of(text.substr(at, n));
    at += n;
  }
  return out.append(text.substr(at));
}

std::string fit_pad(std::string_view text, std::size_t columns) {
  auto out = fit(text, columns);
  const auto used = columns_of(out);
  return out.append(columns - std::min(used, columns), ' ');
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 2);
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (used != 0 && used + 1 + columns_of(word) > columns) {
      lines.push_back(std::move(line));
      line.clear();
      used = 0;
    }
    while (used == 0 && columns_of(word) > columns) {
      const auto n = front_of(word, columns);
      lines.emplace_back(word.substr(0, n));
      word.remove_prefix(n);
    }
    if (used != 0) line += ' ';
    line += word;
    used = columns_of(line);
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::size_t> share(std::vector<std::size_t> wanted, std::size_t columns, std::size_t least,
                               std::size_t first) {
  if (first != 0 && first < wanted.size()) {
    const auto middle = wanted.begin() + static_cast<std::ptrdiff_t>(first);
    const auto taken = std::accumulate(wanted.begin(), middle, gap * first);
    if (taken <= columns / 2) {
      const auto rest = share({middle, wanted.end()}, columns - taken, least);
      wanted.erase(middle, wanted.end());
      wanted.insert(wanted.end(), rest.begin(), rest.end());
      return wanted;
    }
  }
  const auto smallest = [&](std::size_t w) { return std::min(w, least); };
  // Leave columns off from the end until even the smallest widths fit.
  for (;;) {
    std::size_t needed = wanted.empty() ? 0 : gap * (wanted.size() - 1);
    for (const auto w : wanted) needed += smallest(w);
    if (needed <= columns || wanted.size() <= 1) break;
    wanted.pop_back();
  }
  if (wanted.empty()) return wanted;
  const auto room = columns - std::min(columns, gap * (wanted.size() - 1));
  // A date or a status says nothing when it is cut, a path still does: short columns stay whole as long as
  // the others keep enough.
  for (const auto whole : {std::size_t{24}, std::size_t{20}, std::size_t{16}, std::size_t{12}}) {
    std::vector<std::size_t*> others;
    std::size_t short_ones = 0;
    for (auto& w : wanted) {
      if (w > whole)
        others.push_back(&w);
      else
        short_ones += w;
    }
    if (short_ones > room || room - short_ones < others.size() * enough) continue;
    cap(others, room - short_ones);
    return wanted;
  }
  std::vector<std::size_t*> all;
  for (auto& w : wanted) all.push_back(&w);
  cap(all, room);
  return wanted;
}

}  // namespace waarborg
