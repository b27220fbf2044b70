// An entry of the calendar as the spyware of QuaDream left them behind: its summary is "Meeting" and its
// description "Notes".
#include "base/text.h"
#include "judgements/single.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// The fields of CalendarEvent, by the numbers that kinds.h gives them.
constexpr std::uint8_t summary = 1, description = 2, begins = 6, ends = 7, changed = 8;

bool tells(const RecordView& record) {
  return record.kind == CalendarEvent::number && record.text(summary) == "Meeting" &&
         record.text(description) == "Notes";
}

std::string says(const RecordView& record) {
  std::string out = "An entry of the calendar is called \"Meeting\" and described with \"Notes\"";
  const auto begin = record.value(begins), end = record.value(ends, begin), when = record.value(changed);
  if (begin != 0) out += ", on " + date_of(from_microseconds(begin));
  if (when != 0 && end != 0 && when > end) out += ", and was in the past already when it was written";
  return out;
}

}  // namespace

Judgement quadream_calendar() {
  return {
      .about = "An entry of the calendar as the spyware of QuaDream left them behind.",
      .kinds = {CalendarEvent::kind},
      .make =
          [] {
            return std::unique_ptr<Judge>(new SingleJudge(
                tells, says,
                "Invitations of the spyware of QuaDream looked so; a person can write the same two words."));
          },
      .tells = tells,
  };
}

}  // namespace waarborg
