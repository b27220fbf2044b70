// One line of a log of Android as logcat prints it, in its formats threadtime (with or without year, zone,
// user, or as seconds), time, brief, and the head of a message in the format long. Source: logprint.cpp of
// liblog of the platform.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace waarborg {

struct LogEntry {
  std::string_view date, time;  // "10-30" or "2026-10-30", "09:08:07.123"; both may be empty
  Time when{};                  // where the line itself says the zone, or counts seconds
  std::string_view user;        // a number, or a name as "root"
  std::int64_t pid = 0;
  char level = 0;
  std::string_view tag, text;
};

// False: the line begins no message.
bool read_log_entry(std::string_view line, LogEntry& out);
// "--------- beginning of main": what logcat says itself.
bool is_log_divider(std::string_view line);

}  // namespace waarborg
