// Time is UTC with microseconds; Time{} (1970-01-01) stands for "not known". The Clock is the only place that
// asks what time it is: SOURCE_DATE_EPOCH fixes it, so that a run can be repeated to the byte.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace waarborg {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

// Only the years 0 to 9999 are times; evidence that says otherwise says nothing.
constexpr std::int64_t first_second = -62'167'219'200, last_second = 253'402'300'799;
inline Time from_seconds(std::int64_t seconds) {
  if (seconds < first_second || seconds > last_second) return {};
  return Time(std::chrono::seconds(seconds));
}
inline Time from_microseconds(std::int64_t us) {
  if (us < first_second * 1'000'000 || us > last_second * 1'000'000 + 999'999) return {};
  return Time(std::chrono::microseconds(us));
}
inline bool known(Time t) {
  return t != Time{};
}

std::string to_text(
    Time t);  // 2018-05-14T10:00:00Z, with a fraction only where there is one; "" when not known
std::string date_of(Time t);  // 2018-05-14; "" when not known
// Dates and times as people and logs write them: 2018-05-14, 2018-05-14T10:00:00Z, +02:00, a blank for T.
std::optional<Time> parse_time(std::string_view text);
bool is_date(std::string_view text);          // 2018-05-14, a day that exists
bool is_partial_date(std::string_view text);  // the same, or 2018-05, or 2018

class Clock {
 public:
  static Time now();
};

}  // namespace waarborg
