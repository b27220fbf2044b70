#include "readers/power_tables.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t most_offsets = 1'000'000;
constexpr double longest_offset = 4e9;  // seconds; more than a century is no drift

using Words = std::span<const std::string_view>;

// In order of what says most; then come those with one of the words.
constexpr std::string_view processes[] = {"processname",    "launchdname", "process", "executable",
                                          "executablename", "daemonname",  "procname"};
constexpr std::string_view process_words[] = {"process", "procname", "executable", "launchd", "daemon"};
constexpr std::string_view apps[] = {
    "bundleid",          "appbundleid",     "bundlename",     "appidentifier",  "applicationidentifier",
    "bundleidentifier",  "applicationname", "clientbundleid", "parentbundleid", "extensionbundleid",
    "processidentifier", "identifier",      "appid"};
constexpr std::string_view app_words[] = {"bundle",     "appid",           "applicationid",
                                          "identifier", "applicationname", "appname"};
// Who asked, who answers for it, what a notification is for: an app or a program of the system.
constexpr std::string_view either_words[] = {
    "client",    "owner",       "topic", "requestor", "requester", "originat", "responsible",
    "coalition", "servicename", "path",  "holder",    "widget",    "extension"};
// What is of an app or a process and no name of it.
constexpr std::string_view no_names[] = {"version", "timestamp",   "processid",
                                         "count",   "processtime", "processor"};

bool has_word(std::string_view column, Words words) {
  return std::ranges::any_of(words, [&](auto word) { return column.find(word) != column.npos; });
}

bool is_one(std::string_view column, Words words) {
  return std::ranges::find(words, column) != words.end();
}

void sort_by(Words known, std::vector<std::string>& columns) {
  std::ranges::stable_sort(columns, {}, [&](const auto& column) {
    return std::ranges::find(known, std::string_view(lower(column))) - known.begin();
  });
}

}  // namespace

PowerColumns PowerColumns::of(std::string_view table, const std::vector<std::string>& columns) {
  PowerColumns out;
  bool timed = false, belongs = false;
  for (const auto& column : columns) {
    const auto name = lower(column);
    timed = timed || name == "timestamp";
    belongs = belongs || name == "fk_id";
    const bool exact = is_one(name, waarborg::apps);
    if (!exact && has_word(name, no_names)) continue;
    auto* to = exact || has_word(name, app_words)               ? &out.apps
               : has_word(name, process_words)                  ? &out.processes
               : has_word(name, either_words) || name == "name" ? &out.either
                                                                : nullptr;
    // What power is accounted to: programs and apps under one name, of which nothing else is known.
    if (name == "name" && table == "PLAccountingOperator_EventNone_Nodes") to = &out.processes;
    if (to == nullptr) continue;
    if (to->size() == most)
      out.more = true;
    else
      to->push_back(column);
  }
  sort_by(waarborg::processes, out.processes);
  sort_by(waarborg::apps, out.apps);
  out.parent = !timed && belongs;
  return out;
}

std::string PowerColumns::parent_of(std::string_view table) {
  auto end = table.rfind("_Array_");
  if (end == std::string_view::npos) end = table.rfind("_Dynamic");
  return std::string(table.substr(0, end));
}

SqliteTables::Columns PowerColumns::list() const {
  SqliteTables::Columns out = {"timestamp?", "ReasonNamespace?", "ReasonCode|Reason?",
                               "FK_ID?",     "WifiIn?",          "WifiOut?",
                               "CellIn?",    "CellOut?"};
  for (const auto* some : {&processes, &apps, &either}) out.insert(out.end(), some->begin(), some->end());
  return out;
}

PowerClock::PowerClock(SqliteTables& tables) {
  tables.each_if_there(
      "PLStorageOperator_EventForward_TimeOffset", {"timestamp", "system"}, [&](const TableRow& row) {
        const auto when = row.time(0, Epoch::unix_seconds).when;
        const auto offset = row.real(1, longest_offset);  // a text is none
        if (known(when) && std::abs(offset) < longest_offset && offsets_.size() < most_offsets)
          offsets_.emplace_back(when, offset);
      });
  std::ranges::stable_sort(offsets_, {}, [](const auto& offset) { return offset.first; });
}

PowerTime PowerClock::time(const TableRow& row, std::size_t column) const {
  PowerTime out{.told = row.time(column, Epoch::unix_seconds)};
  auto& [when, text] = out.told;
  out.stored = when;
  if (!known(when)) return out;
  if (offsets_.empty()) {
    text = to_text(when) + ", not corrected for the drift of the clock";
    when = {};
    return out;
  }
  // What is older than the first correction has that one.
  auto after = std::ranges::upper_bound(offsets_, when, {}, [](const auto& offset) { return offset.first; });
  if (after != offsets_.begin()) --after;
  when += std::chrono::microseconds(std::llround(after->second * 1e6));
  return out;
}

bool is_power_log(Bytes head) {
  if (!SqliteDatabase::recognise(head)) return false;
  const auto text = as_text(head);
  return text.find("CREATE TABLE") != std::string_view::npos &&
         (text.find("Agent_Event") != std::string_view::npos ||
          text.find("PLStorageOperator_") != std::string_view::npos);
}

}  // namespace waarborg
