// What names, schemes and ends of links are made of: shared by the search for links in texts and the search
// for addresses within an address.
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace waarborg::link {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
inline bool in_scheme(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}
inline bool in_name(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || !is_ascii(c);
}
// Before the '@' of an address of mail.
inline bool in_local_part(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == '+';
}

// Bytes of the character at `at`, by its first one.
inline std::size_t length_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
}

// Characters beyond ASCII that no link has: blanks, quotes, brackets and full stops of other scripts, marks
// of direction, and what stands in a text for an attachment. Each is three bytes, or two.
inline constexpr std::array<std::string_view, 34> ends = {
    "\u00A0", "\u00AB", "\u00BB", "\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u2013",
    "\u2014", "\u2018", "\u2019", "\u201C", "\u201D", "\u201E", "\u2026", "\u2028", "\u2029",
    "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069",
    "\u3000", "\u3001", "\u3002", "\u300C", "\u300D", "\uFEFF", "\uFFFC"};

// In a host a browser takes these for '.', and leaves those out (UTS #46).
inline constexpr std::array<std::string_view, 5> dots = {"\u3002", "\uFF0E", "\uFF61", "\u2024", "\uFE52"};
inline constexpr std::array<std::string_view, 6> unseen = {"\u00AD", "\u200B", "\u200C",
                                                           "\u200D", "\u2060", "\uFEFF"};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& list, std::string_view character) {
  return std::find(list.begin(), list.end(), character) != list.end();
}

inline constexpr auto ascii_ends = [] {
  std::array<bool, 128> out{};
  for (std::size_t c = 0; c <= ' '; ++c) out[c] = true;
  for (const char c : std::string_view("<>\"`{}|^\x7F")) out[static_cast<unsigned char>(c)] = true;
  return out;
}();

// How many bytes at `at` end a link; 0 where it goes on.
inline std::size_t end_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (is_ascii(c)) return ascii_ends[static_cast<unsigned char>(c)] ? 1 : 0;
  const auto n = length_at(text, at);
  const auto character = text.substr(at, n);
  if (static_cast<unsigned char>(c) < 0xC2 || !is_utf8(character) || character.size() < n) return 1;
  return is_one_of(ends, character) ? n : 0;
}

// Punctuation behind a link is of the sentence around it; a bracket that was opened within stays.
inline std::string_view without_tail(std::string_view link) {
  for (; !link.empty(); link.remove_suffix(1)) {
    const char c = link.back();
    if (c == ')' || c == ']') {
      const char opens = c == ')' ? '(' : '[';
      if (std::count(link.begin(), link.end(), opens) >= std::count(link.begin(), link.end(), c)) return link;
    } else if (std::string_view(".,;:!?'*_~([").find(c) == std::string_view::npos) {
      return link;
    }
  }
  return link;
}

// "example.org", and not "e.g.", "3.14" or "12.30u": the last part is of letters, at least two.
inline bool is_host(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.find("..") != std::string_view::npos) return false;
  const auto last = name.substr(dot + 1);
  if (lower(last).starts_with("xn--")) return true;
  return last.size() >= 2 &&
         std::all_of(last.begin(), last.end(), [](char c) { return is_letter(c) || !is_ascii(c); });
}

inline bool is_ipv4(std::string_view name) {
  const auto parts = split(name, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](auto part) {
           return !part.empty() && part.size() <= 3 && std::all_of(part.begin(), part.end(), is_digit);
         });
}

// Where the next http:// or https:// begins, in any case of letters.
inline std::size_t find_web(std::string_view text, std::size_t from) {
  for (auto colon = text.find("://", from); colon != std::string_view::npos;
       colon = text.find("://", colon + 1))
    for (const std::size_t n : {5u, 4u})
      if (colon >= from + n && lower(text.substr(colon - n, n)) == std::string_view("https").substr(0, n))
        return colon - n;
  return std::string_view::npos;
}

}  // namespace waarborg::link
