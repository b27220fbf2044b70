// Times that evidence holds only in words: "2026-10-30 09:08:07.123 Europe/Amsterdam". What a zone's name
// means is asked of the machine's own tables (tzdata): RFC 9636, IANA Time Zone Database.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace waarborg {

struct TextTime {
  Time time;
  bool zone_known = false;  // else it is the clock's own time, taken as UTC
  bool day_only = false;    // its begin
};

// It borrows the process's zone (TZ) and gives it back at its end: one at a time, in one thread.
class TextTimes {
 public:
  TextTimes();
  ~TextTimes();
  TextTimes(const TextTimes&) = delete;
  TextTimes& operator=(const TextTimes&) = delete;

  // Nothing: the text does not begin with a whole date. Words in brackets at its end do not
  // matter. A clock time that a zone had twice is one of the two.
  std::optional<TextTime> read(std::string_view text);

 private:
  bool take_zone(std::string_view name);

  std::optional<std::string> before_;  // TZ as it was
  std::string zone_;
  bool known_ = false;
};

}  // namespace waarborg
