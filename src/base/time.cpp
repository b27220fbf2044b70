#include "base/time.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdlib>

namespace waarborg {
namespace {

using std::chrono::days, std::chrono::hours, std::chrono::minutes, std::chrono::seconds,
    std::chrono::microseconds;
using std::chrono::floor, std::chrono::hh_mm_ss, std::chrono::sys_days, std::chrono::system_clock;
using std::chrono::month, std::chrono::year, std::chrono::year_month_day;

// Reads exactly `n` digits, and moves on.
bool digits(std::string_view& s, std::size_t n, int& out) {
  if (s.size() < n) return false;
  out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] < '0' || s[i] > '9') return false;
    out = out * 10 + (s[i] - '0');
  }
  s.remove_prefix(n);
  return true;
}

bool skip(std::string_view& s, char c) {
  if (s.empty() || s.front() != c) return false;
  s.remove_prefix(1);
  return true;
}

microseconds fraction(std::string_view& s) {
  std::int64_t value = 0, scale = 100'000;
  for (; !s.empty() && s.front() >= '0' && s.front() <= '9'; s.remove_prefix(1), scale /= 10)
    value += (s.front() - '0') * scale;
  return microseconds(value);
}

}  // namespace

std::string date_of(Time t) {
  t = from_microseconds(t.time_since_epoch().count());
  if (!known(t)) return {};
  const year_month_day day(floor<days>(t));
  return fmt::format("{:04}-{:02}-{:02}", int(day.year()), unsigned(day.month()), unsigned(day.day()));
}

std::string to_text(Time t) {
  t = from_microseconds(t.time_since_epoch().count());
  if (!known(t)) return {};
  const hh_mm_ss clock(t - floor<days>(t));
  auto text = fmt::format("{}T{:02}:{:02}:{:02}", date_of(t), clock.hours().count(), clock.minutes().count(),
                          clock.seconds().count());
  if (const auto us = clock.subseconds().count()) text += fmt::format(".{:06}", us);
  return text + "Z";
}

std::optional<Time> parse_time(std::string_view s) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, sec = 0;
  if (!digits(s, 4, y) || !skip(s, '-') || !digits(s, 2, mo) || !skip(s, '-') || !digits(s, 2, d)) return {};
  const year_month_day day{year(y), month(unsigned(mo)), std::chrono::day(unsigned(d))};
  if (!day.ok()) return {};
  Time t = sys_days(day);
  if (s.empty()) return t;
  if (!skip(s, 'T') && !skip(s, 't') && !skip(s, ' ')) return {};
  if (!digits(s, 2, h) || !skip(s, ':') || !digits(s, 2, mi)) return {};
  if (skip(s, ':') && !digits(s, 2, sec)) return {};
  if (h > 23 || mi > 59 || sec > 60) return {};
  t += hours(h) + minutes(mi) + seconds(sec);
  if (skip(s, '.') || skip(s, ',')) t += fraction(s);
  if (s.empty() || s == "Z" || s == "z" || s == " UTC") return t;
  const int sign = s.front() == '-' ? 1 : s.front() == '+' ? -1 : 0;
  s.remove_prefix(1);
  if (sign == 0 || !digits(s, 2, h)) return {};
  skip(s, ':');
  if (!digits(s, 2, mi) || !s.empty() || h > 14 || mi > 59) return {};
  return t + sign * (hours(h) + minutes(mi));
}

bool is_date(std::string_view text) {
  return text.size() == 10 && parse_time(text).has_value();
}

bool is_partial_date(std::string_view text) {
  if (text.size() == 4) return is_date(std::string(text) + "-01-01");
  return text.size() == 7 ? is_date(std::string(text) + "-01") : is_date(text);
}

Time Clock::now() {
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    const std::string_view text(fixed);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return from_seconds(value);
  }
  return floor<microseconds>(system_clock::now());
}

}  // namespace waarborg
