#include "base/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace waarborg {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

// One code point from the front of `s`; -1 and one byte where it is not UTF-8.
std::int32_t take_code_point(std::string_view& s) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char first = at(0);
  std::size_t n = first < 0x80                    ? 1
                  : first >= 0xC2 && first < 0xE0 ? 2
                  : first >= 0xE0 && first < 0xF0 ? 3
                  : first >= 0xF0 && first < 0xF5 ? 4
                                                  : 0;
  std::int32_t value = n == 1 ? first : n == 2 ? first & 0x1F : n == 3 ? first & 0x0F : first & 0x07;
  bool good = n != 0 && n <= s.size();
  for (std::size_t i = 1; good && i < n; ++i) {
    good = (at(i) & 0xC0) == 0x80;
    value = value << 6 | (at(i) & 0x3F);
  }
  if (good && ((n == 3 && value < 0x800) || (n == 4 && (value < 0x10000 || value > 0x10FFFF)) ||
               (value >= 0xD800 && value <= 0xDFFF)))
    good = false;
  s.remove_prefix(good ? n : 1);
  return good ? value : -1;
}

void put_code_point(std::string& out, std::int32_t c) {
  const auto byte = [&](std::int32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)),
        byte(0x80 | (c & 0x3F));
  }
}

std::int32_t fold(std::int32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if (c >= 0x391 && c <= 0x3A9) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

bool joins_words(std::int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && c != 0x3000 && c != 0xFEFF);
}

bool is_legal_form(std::string_view word) {
  constexpr std::array<std::string_view, 37> forms = {
      "ab",  "ag",           "ao",  "as",   "bv",      "bvba", "co",  "corp", "corporation", "gmbh",
      "inc", "incorporated", "jsc", "kg",   "limited", "llc",  "ltd", "nv",   "oao",         "ooo",
      "oy",  "oyj",          "pao", "pjsc", "plc",     "pty",  "pvt", "sa",   "sarl",        "spa",
      "srl", "zao",          "ао",  "зао",  "оао",     "ооо",  "пао"};
  return std::find(forms.begin(), forms.end(), word) != forms.end();
}

bool hides(std::int32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x61C || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

// One '[...]' class at pattern[p]; sets p behind it. A class without an end stands for '['.
bool in_class(std::string_view pattern, std::size_t& p, char c) {
  const auto end = pattern.find(']', p + 2);
  if (end == std::string_view::npos) return ++p, c == '[';
  bool found = false;
  for (std::size_t i = p + 1; i < end; ++i) {
    if (i + 2 < end && pattern[i + 1] == '-') {
      found |= c >= pattern[i] && c <= pattern[i + 2];
      i += 2;
    } else {
      found |= c == pattern[i];
    }
  }
  p = end + 1;
  return found && c != '/';
}

}  // namespace

bool is_utf8(std::string_view s) {
  while (!s.empty()) {
    if (static_cast<signed char>(s.front()) >= 0)
      s.remove_prefix(1);
    else if (take_code_point(s) < 0)
      return false;
  }
  return true;
}

std::string to_utf8(std::string_view s) {
  if (is_utf8(s)) return std::string(s);
  std::string out;
  while (!s.empty()) {
    const auto c = take_code_point(s);
    put_code_point(out, c < 0 ? 0xFFFD : c);
  }
  return out;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string percent_decoded(std::string_view s) {
  std::string out;
  Blob byte;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool escape = s[i] == '%' && s.size() - i > 2 && from_hex(s.substr(i + 1, 2), byte);
    out += escape ? static_cast<char>(byte[0]) : s[i];
    if (escape) i += 2;
  }
  return out;
}

std::string_view trim(std::string_view s) {
  const auto begin = s.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return s.substr(begin, s.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string_view> split(std::string_view s, char at) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto end = s.find(at);
    out.push_back(s.substr(0, end));
    if (end == std::string_view::npos) return out;
    s.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> words(std::string_view s) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto begin = s.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return out;
    s.remove_prefix(begin);
    const auto end = std::min(s.find_first_of(blanks), s.size());
    out.push_back(s.substr(0, end));
    s.remove_prefix(end);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) out += between;
    out += parts[i];
  }
  return out;
}

bool next_line(std::string_view text, std::size_t& at, std::string_view& line, bool& whole) {
  if (at >= text.size()) return false;
  const auto end = text.find('\n', at);
  whole = end != std::string_view::npos;
  line = text.substr(at, whole ? end - at : std::string_view::npos);
  at = whole ? end + 1 : text.size();
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

namespace {

bool glob_from_here(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0;
  std::size_t star_p = std::string_view::npos, star_t = 0;  // the last '*'
  std::size_t deep_p = std::string_view::npos, deep_t = 0;  // the last '**'
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      if (pattern.substr(p).starts_with("**")) {
        deep_p = p += 2;
        deep_t = t;
        star_p = std::string_view::npos;
      } else {
        star_p = ++p;
        star_t = t;
      }
      continue;
    }
    if (p < pattern.size()) {
      if (pattern[p] == '[') {
        auto next = p;
        if (in_class(pattern, next, text[t])) {
          p = next, ++t;
          continue;
        }
      } else if (pattern[p] == text[t] || (pattern[p] == '?' && text[t] != '/')) {
        ++p, ++t;
        continue;
      }
    }
    if (star_p != std::string_view::npos && text[star_t] != '/') {
      p = star_p, t = ++star_t;
    } else if (deep_p != std::string_view::npos) {
      p = deep_p, t = ++deep_t;
      star_p = std::string_view::npos;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool glob(std::string_view pattern, std::string_view text) {
  constexpr std::string_view anywhere = "**/";
  if (!pattern.starts_with(anywhere)) return glob_from_here(pattern, text);
  // Twice in any folder is in any folder.
  while (pattern.substr(anywhere.size()).starts_with(anywhere)) pattern.remove_prefix(anywhere.size());
  return glob_from_here(pattern.substr(anywhere.size()), text) || glob_from_here(pattern, text);
}

bool has_wildcard(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty() && !is_legal_form(word)) out.push_back(word);
    word.clear();
  };
  while (!name.empty()) {
    const auto c = fold(take_code_point(name));
    if (joins_words(c))
      put_code_point(word, c);
    else if (c != '\'' && c != 0x2019 && c != '.')  // O'Neill, S.A.
      end_word();
  }
  end_word();
  return out;
}

std::string folded_name(std::string_view name) {
  return join(name_words(name), " ");
}

std::string printable(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  while (!s.empty()) {
    const auto raw = static_cast<unsigned char>(s.front());
    const auto c = take_code_point(s);
    if (c < 0)
      out += fmt::format("\\x{:02x}", raw);
    else if (hides(c))
      out += c < 0x80 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{{{:04x}}}", c);
    else
      put_code_point(out, c);
  }
  return out;
}

std::size_t display_width(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shorten(std::string_view s, std::size_t columns) {
  const auto width = display_width(s);
  if (width <= columns || columns < 3) return std::string(s);
  const auto front = (columns - 1) / 2, back = columns - 1 - front;
  std::string out;
  std::size_t n = 0;
  for (auto rest = s; !rest.empty(); ++n) {
    const auto before = rest;
    take_code_point(rest);
    const auto piece = before.substr(0, before.size() - rest.size());
    if (n < front || n >= width - back) out += piece;
    if (n == front) out += "…";
  }
  return out;
}

}  // namespace waarborg
