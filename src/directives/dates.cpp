#include "directives/dates.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace waarborg {
namespace {

using std::chrono::days, std::chrono::hours, std::chrono::months, std::chrono::years;
using std::chrono::floor, std::chrono::last, std::chrono::sys_days, std::chrono::year_month_day;

struct Span {
  int years = 0, months = 0, days = 0, hours = 0;
};

std::optional<Span> parse_span(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return {};
  text.remove_prefix(1);
  Span out;
  std::string_view order = "YMWDTH";  // each unit at most once, in this order
  bool any = false;
  while (!text.empty()) {
    if (text.front() == 'T' && order.find('T') != std::string_view::npos) {
      order = "H";
      text.remove_prefix(1);
      any = false;
      continue;
    }
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || value < 0 || value > 9999 || used >= text.size()) return {};
    const char unit = text[used];
    const auto place = order.find(unit);
    if (place == std::string_view::npos || (unit == 'H') != (order == "H")) return {};
    order = order.substr(place + 1);
    text.remove_prefix(used + 1);
    any = true;
    switch (unit) {
      case 'Y':
        out.years = value;
        break;
      case 'M':
        out.months = value;
        break;
      case 'W':
        out.days += 7 * value;
        break;
      case 'D':
        out.days += value;
        break;
      default:
        out.hours = value;
    }
  }
  if (!any) return {};
  return out;
}

// Milestones may hang on milestones; the depth ends a circle that a hand-made Directive may have.
std::string day_of(const Directive& directive, const Milestone& milestone, std::string_view when,
                   unsigned depth) {
  if (when.empty() || depth > 16) return {};
  if (!when.starts_with('P')) return is_date(when) ? std::string(when) : std::string();
  if (directive.calendar == "working-days") return {};
  const auto& from = milestone.relative_to;
  if (from.empty() || from == "issued") return add_span(directive.issued, when);
  if (from == "effective") return add_span(directive.effective, when);
  const auto other = std::ranges::find(directive.milestones, from, &Milestone::id);
  if (other == directive.milestones.end()) return {};
  for (const std::string_view end : {other->complete_by, other->target_date, other->start_by})
    if (!end.empty()) return add_span(day_of(directive, *other, end, depth + 1), when);
  return {};
}

}  // namespace

bool is_time_span(std::string_view text) {
  return parse_span(text).has_value();
}

std::string add_span(std::string_view date, std::string_view text) {
  const auto span = parse_span(text);
  const auto start = is_date(date) ? parse_time(date) : std::nullopt;
  if (!span || !start) return {};
  year_month_day day(floor<days>(*start));
  day += years(span->years);
  day += months(span->months);
  if (!day.ok()) day = day.year() / day.month() / last;
  return date_of(Time(sys_days(day)) + days(span->days) + hours(span->hours));
}

std::string day_of(const Directive& directive, const Milestone& milestone, std::string_view when) {
  return day_of(directive, milestone, when, 0);
}

}  // namespace waarborg
