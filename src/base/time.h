// Time is UTC with microseconds; Time{} (1970-01-01) stands for "not known". The Clock is the only place that asks
// what time it is: SOURCE_DATE_EPOCH fixes it, so that a run can be repeated to the byte.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace waarborg {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

inline Time from_seconds(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }
inline bool known(Time t) { return t != Time{}; }

std::string to_text(Time t);  // 2018-05-14T10:00:00Z, with a fraction only where there is one; "" when not known
std::string date_of(Time t);  // 2018-05-14; "" when not known
// Dates and times as people and logs write them: 2018-05-14, 2018-05-14T10:00:00Z, +02:00, a blank for T.
std::optional<Time> parse_time(std::string_view text);

class Clock {
 public:
  static Time now();
};

}  // namespace waarborg
