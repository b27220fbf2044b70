#include "outputs/feed_age.h"

#include "base/text.h"
#include "outputs/output.h"

namespace waarborg {
namespace {

constexpr std::size_t notes_shown = 20;
constexpr auto clocks_differ = std::chrono::hours(26);  // dates are written in any zone

std::chrono::days days_between(Time from, Time to) {
  return std::chrono::floor<std::chrono::days>(to - from);
}

}  // namespace

std::string_view feed_age(const ContentRow& row, Time started) {
  const auto date = parse_time(row.date);
  // The list that the program carries may be younger than the clock; one of the user's has a date, or it
  // would not have been read.
  if (row.what == "exploited")
    return date && known(*date) && known(started) &&
                   days_between(*date, started).count() > days_of_a_fresh_feed
               ? "old"
               : "current";
  if (row.what != "indicators") return "";
  // A date that was still to come proves nothing about the past.
  if (!date || !known(*date) || !known(started) || *date > started + clocks_differ) return "unknown";
  return days_between(*date, started).count() > days_of_a_fresh_feed ? "old" : "current";
}

std::vector<std::string> feed_notes(CaseView& view, std::string_view language) {
  const auto started = view.summary().started;
  std::vector<std::string> out;
  std::size_t more = 0;
  for (const auto& row : view.content()) {
    const auto age = feed_age(row, started);
    if (age.empty() || age == "current") continue;
    if (out.size() == notes_shown) {
      ++more;
      continue;
    }
    const auto name = printable(shorten(row.name, 80));
    if (row.what == "exploited") {
      const auto date = *parse_time(row.date);
      out.push_back(message(language, "exploited.old",
                            {std::to_string(days_between(date, started).count()), date_of(date)}));
    } else if (age == "old") {
      const auto date = *parse_time(row.date);
      out.push_back(message(language, "feed.old",
                            {name, std::to_string(days_between(date, started).count()), date_of(date)}));
    } else {
      out.push_back(message(language, "feed.unknown", {name}));
    }
  }
  if (more != 0) out.push_back(message(language, "more", {std::to_string(more)}));
  return out;
}

}  // namespace waarborg
