// What happened when: a row for each time that an observation holds, in the order of time. A time that a log
// wrote without year or zone keeps the words of the log beside it and is marked; where it could not be placed
// at all it stands at the end. A clock's time whose zone nothing names stands where it would be in UTC.
#include <algorithm>

#include "base/text.h"
#include "outputs/fields.h"
#include "outputs/findings.h"
#include "outputs/row_sorter.h"
#include "outputs/text_time.h"

namespace waarborg {
namespace {

// The text beside a time field: "when" has "when_text".
std::string_view text_beside(const RecordView& record, std::string_view time_field) {
  for (const auto& info : record.info->fields)
    if (info.name.size() == time_field.size() + 5 && info.name.starts_with(time_field) &&
        info.name.ends_with("_text"))
      return record.text(info.number);
  return {};
}

// "2026-03-08 06:24:14.00 +0100", "...Z", "... UTC"
bool names_its_zone(std::string_view text) {
  text = trim(text);
  if (text.ends_with('Z') || text.ends_with(" UTC") || text.ends_with(" GMT")) return true;
  const auto sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign < 2 || text.find(':') > sign) return false;
  std::string digits(text.substr(sign + 1));
  std::erase(digits, ':');
  return digits.size() == 4 && digits.find_first_not_of("0123456789") == std::string::npos;
}

// Times before 1970 are negative: flipping the sign bit puts them in order as unsigned numbers.
std::uint64_t sortable(std::int64_t microseconds) {
  return static_cast<std::uint64_t>(microseconds) ^ (std::uint64_t{1} << 63);
}

// Clocks are up to 14 hours before UTC and 12 behind it: one of an unknown zone may be in the span.
bool is_in_span(const RowFilter& filter, std::int64_t micros, bool zone_known, bool day_only) {
  const Time time{std::chrono::microseconds(micros)};
  const auto before = std::chrono::hours(zone_known ? 0 : 14),
             behind = std::chrono::hours((zone_known ? 0 : 12) + (day_only ? 24 : 0));
  return (!filter.from || time + behind >= *filter.from) && (!filter.until || time - before < *filter.until);
}

// Words are looked for in what a row shows, as the page does.
bool holds_words(const RowFilter& filter, const Row& row) {
  if (filter.words.empty()) return true;
  std::string text;
  for (const auto& cell : row) (text += lower(cell.text)) += '\n';
  return std::ranges::all_of(filter.words,
                             [&](const auto& word) { return text.find(word) != std::string::npos; });
}

// An observation with two times (installed, last used) is two rows.
void add_times(const Observed& seen, const EvidencePaths& paths, const RowFilter& filter, TextTimes& words,
               RowSorter& sorter) {
  const auto& record = *seen.record;
  if (record.info == nullptr) return;  // which of its fields are times is not known
  for (const auto& info : record.info->fields) {
    if (info.type != Type::time) continue;
    auto micros = record.value(info.number);
    auto original = std::string(text_beside(record, info.name));
    if (micros == 0 && original.empty()) continue;
    bool zone_known = original.empty() || (micros != 0 && is_date(micros) && names_its_zone(original));
    bool day_only = false;
    if (micros == 0)
      if (const auto read = words.read(original)) {
        micros = read->time.time_since_epoch().count();
        zone_known = read->zone_known;
        day_only = read->day_only;
      }
    const bool placed = micros != 0 && is_date(micros);
    if (placed && !is_in_span(filter, micros, zone_known, day_only)) continue;
    if (original.empty() && !placed) original = time_text(micros);
    std::string key;
    add_key(key, placed ? sortable(micros) : UINT64_MAX);
    Row row{text_cell(placed ? time_text(micros) : ""),
            text_cell(zone_known && (placed || original.empty()) ? "utc" : "unknown"),
            text_cell(kind_name(record)),
            text_cell(info.name),
            text_cell(main_text(record)),
            text_cell(paths.path(seen.job->evidence)),
            text_cell(seen.job->file),
            number_cell(record.offset),
            text_cell(seen.job->reader),
            text_cell(original)};
    if (holds_words(filter, row)) sorter.add(key, row);
  }
}

Result<> rows(CaseView& view, const ReportOptions& options, const std::function<void(const Row&)>& visit) {
  auto sorter = RowSorter::create();
  if (!sorter) return pass(sorter.error());
  const EvidencePaths paths(view);
  TextTimes words;
  // A damaged segment is told at the end; what the others hold is shown before.
  const auto read = view.observations(
      [&](const Observed& seen) { add_times(seen, paths, options.filter, words, *sorter); });
  const auto sorted = sorter->each([&](std::string_view, const Row& row) { visit(row); });
  return sorted ? read : sorted;
}

}  // namespace

View timeline() {
  return {.about = "What the evidence dates, in the order of time, UTC.",
          .columns = {{.name = "time"},
                      {.name = "zone"},
                      {.name = "kind"},
                      {.name = "event", .for_people = false},
                      {.name = "what"},
                      {.name = "evidence", .for_people = false},
                      {.name = "file"},
                      {.name = "offset", .for_people = false},
                      {.name = "reader", .for_people = false},
                      {.name = "original"}},
          .rows = rows};
}

}  // namespace waarborg
