// Numbers that applications store as times, by where they count from and in what. What is no time (zero, not
// finite, beyond the years 0 to 9999) is Time{}: not known. Apple counts from 2001-01-01, Chromium and
// WebKit's caches from 1601-01-01, all without leap seconds, all UTC.
#pragma once
#include <cstdint>

#include "base/time.h"

namespace waarborg {

enum class Epoch : std::uint8_t {
  unix_seconds,
  unix_milliseconds,
  unix_microseconds,
  mac_seconds,
  mac_nanoseconds,
  mac_either,  // seconds; nanoseconds from 10^11 on, as the databases of messages changed to in iOS 11
  unix_any,    // seconds; milliseconds from 10^11 on; microseconds from 10^14 on
  chrome_microseconds,
};

Time time_of(std::int64_t number, Epoch epoch);
Time time_of(double number, Epoch epoch);

}  // namespace waarborg
