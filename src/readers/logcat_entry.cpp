#include "readers/logcat_entry.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace waarborg {
namespace {

bool is_level(char c) {
  return std::string_view("VDIWEFAS").find(c) != std::string_view::npos;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::string_view next_word(std::string_view& rest) {
  const auto from = rest.find_first_not_of(' ');
  if (from == std::string_view::npos) return rest = {};
  const auto to = std::min(rest.find(' ', from), rest.size());
  const auto word = rest.substr(from, to - from);
  rest.remove_prefix(to);
  return word;
}

// "10-30" or "2026-10-30"
bool is_day(std::string_view word) {
  if (word.size() != 5 && word.size() != 10) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool dash = i == word.size() - 3 || (word.size() == 10 && i == 4);
    if (dash ? word[i] != '-' : word[i] < '0' || word[i] > '9') return false;
  }
  return true;
}

// "09:08:07.123", with three, six or nine digits behind the full stop
bool is_clock(std::string_view word) {
  return word.size() >= 8 && word.size() <= 18 && word[2] == ':' && word[5] == ':' &&
         word.find_first_not_of("0123456789:.") == std::string_view::npos;
}

// "+0100"
bool is_zone(std::string_view word) {
  return word.size() == 5 && (word[0] == '+' || word[0] == '-') && is_number(word.substr(1));
}

// "1793400000.123"
Time seconds_of(std::string_view word) {
  const auto dot = word.find('.');
  if (dot == std::string_view::npos || !is_number(word.substr(0, dot)) || !is_number(word.substr(dot + 1)))
    return {};
  std::string fraction(word.substr(dot + 1));
  fraction.resize(6, '0');
  const auto whole = from_seconds(number_of(word.substr(0, dot)));
  return known(whole) ? whole + std::chrono::microseconds(number_of(fraction)) : Time{};
}

// The clock, the zone and what is behind both; false where there is no day, or no clock after it.
bool take_time(std::string_view& rest, LogEntry& out) {
  auto behind = rest;
  const auto first = next_word(behind);
  if (out.when = seconds_of(first); known(out.when)) return rest = behind, true;
  if (!is_day(first)) return false;
  const auto clock = next_word(behind);
  if (!is_clock(clock)) return false;
  out.date = first;
  out.time = clock;
  rest = behind;
  if (const auto zone = next_word(behind); is_zone(zone)) {
    rest = behind;
    if (first.size() == 10) {
      const auto text = std::string(first) + 'T' + std::string(clock.substr(0, 15)) +
                        std::string(zone.substr(0, 3)) + ':' + std::string(zone.substr(3));
      out.when = parse_time(text).value_or(Time{});
    }
  }
  return true;
}

// "I/ActivityManager( 1234): text", in newer ones with the user: "I/ActivityManager(1000: 1234): text"
bool take_brief(std::string_view rest, LogEntry& out) {
  if (rest.size() < 5 || !is_level(rest[0]) || rest[1] != '/') return false;
  const auto closes = rest.find("):");
  if (closes == std::string_view::npos) return false;
  const auto opens = rest.rfind('(', closes);
  if (opens == std::string_view::npos) return false;
  auto inside = trim(rest.substr(opens + 1, closes - opens - 1));
  if (const auto colon = inside.find(':'); colon != std::string_view::npos) {
    out.user = trim(inside.substr(0, colon));
    inside = trim(inside.substr(colon + 1));
  }
  if (!is_number(inside)) return false;
  out.pid = number_of(inside);
  out.level = rest[0];
  out.tag = trim(rest.substr(2, opens - 2));
  out.text = trim(rest.substr(closes + 2));
  return true;
}

// "1000  1234  1250 I ActivityManager: text", in older ones without the user
bool take_threadtime(std::string_view rest, LogEntry& out) {
  std::string_view parts[3];
  for (std::size_t count = 0; count <= 3; ++count) {
    const auto word = next_word(rest);
    if (count >= 2 && word.size() == 1 && is_level(word[0])) {
      if (!is_number(parts[count - 1]) || !is_number(parts[count - 2])) return false;
      out.pid = number_of(parts[count - 2]);
      if (count == 3) out.user = parts[0];
      out.level = word[0];
      rest = trim(rest);
      const auto colon = rest.find(": ");
      const bool bare = colon == std::string_view::npos && rest.ends_with(':');
      if (colon == std::string_view::npos && !bare) return false;
      out.tag = trim(rest.substr(0, bare ? rest.size() - 1 : colon));
      out.text = bare ? std::string_view() : trim(rest.substr(colon + 2));
      return true;
    }
    if (count == 3 || word.empty()) return false;
    parts[count] = word;
  }
  return false;
}

// "[ 10-30 09:08:07.123  1000: 1234: 1250 I/ActivityManager ]"; the text stands below.
bool take_long(std::string_view line, LogEntry& out) {
  auto rest = trim(line.substr(1, line.size() - 2));
  if (!take_time(rest, out)) return false;
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0 || !is_level(rest[slash - 1])) return false;
  out.level = rest[slash - 1];
  out.tag = trim(rest.substr(slash + 1));
  std::string_view parts[3];
  std::size_t count = 0;
  for (const auto part : split(rest.substr(0, slash - 1), ':'))
    if (count < 3 && !trim(part).empty()) parts[count++] = trim(part);
  // "1234: 1250", or behind a user; of a thread the numbers may be in hexadecimal digits.
  if (count >= 2 && is_number(parts[count - 2])) out.pid = number_of(parts[count - 2]);
  if (count == 3) out.user = parts[0];
  return true;
}

}  // namespace

bool read_log_entry(std::string_view line, LogEntry& out) {
  out = {};
  if (line.size() > 2 && line.front() == '[' && line.ends_with(" ]")) return take_long(line, out);
  auto rest = line;
  if (!take_time(rest, out)) return take_brief(line, out);
  return take_threadtime(rest, out) || take_brief(trim(rest), out);
}

bool is_log_divider(std::string_view line) {
  return line.starts_with("--------- beginning of ") || line.starts_with("--------- switch to ");
}

}  // namespace waarborg
