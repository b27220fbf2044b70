#include "readers/power_tables.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t most_offsets = 1'000'000;
constexpr double longest_offset = 4e9;  // seconds; more than a century is no drift

// In order of what says most.
constexpr std::array<std::string_view, 7> processes = {
    "ProcessName", "LaunchdName", "Process", "Executable", "ExecutableName", "DaemonName", "ProcName"};
constexpr std::array<std::string_view, 13> apps = {
    "BundleID",          "AppBundleId",     "BundleName",     "AppIdentifier",  "ApplicationIdentifier",
    "BundleIdentifier",  "ApplicationName", "ClientBundleID", "ParentBundleID", "ExtensionBundleID",
    "ProcessIdentifier", "Identifier",      "AppID"};

template <std::size_t N>
std::string_view first_of(const std::array<std::string_view, N>& wanted,
                          const std::vector<std::string>& columns) {
  for (const auto name : wanted)
    for (const auto& column : columns)
      if (lower(column) == lower(name)) return name;
  return PowerColumns::none;
}

}  // namespace

PowerColumns PowerColumns::of(std::string_view table, const std::vector<std::string>& columns) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(columns, [&](const auto& column) { return lower(column) == name; });
  };
  // What power is accounted to: programs and apps under one name, of which nothing else is known.
  if (table == "PLAccountingOperator_EventNone_Nodes" && has("name")) return {.process = "Name"};
  return {.process = first_of(processes, columns),
          .app = first_of(waarborg::apps, columns),
          .parent = !has("timestamp") && has("fk_id")};
}

std::string PowerColumns::parent_of(std::string_view table) {
  auto end = table.rfind("_Array_");
  if (end == std::string_view::npos) end = table.rfind("_Dynamic");
  return std::string(table.substr(0, end));
}

SqliteTables::Columns PowerColumns::list() const {
  return {process,  app,       "timestamp?", "ReasonNamespace?", "ReasonCode|Reason?",
          "FK_ID?", "WifiIn?", "WifiOut?",   "CellIn?",          "CellOut?"};
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
