// The list of reports that a sysdiagnose keeps (summaries/crashes_and_spins.log), also of those that the
// device has deleted since: a path a line, then its size. The report is named after its process and the
// device's time: Name-2026-03-08-062414.ips.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

// Reports that are named after what happened to the whole device.
bool is_of_device(std::string_view name) {
  constexpr std::array<std::string_view, 12> all = {
      "JetsamEvent", "panic-full",         "panic-base",     "forceReset-full", "ResetCounter",  "stacks",
      "Analytics",   "SiriSearchFeedback", "log-aggregated", "stackshot",       "LowBatteryLog", "security"};
  return std::find(all.begin(), all.end(), name) != all.end() || name.starts_with("Analytics-") ||
         name.starts_with("stacks+") || name.starts_with("log-");
}

bool is_date(std::string_view text) {  // -2026-03-08-062414 or -2026-03-08-06-24-14
  if (text.size() < 18 || text[0] != '-' || text[5] != '-' || text[8] != '-' || text[11] != '-') return false;
  for (std::size_t i = 1; i < 18; ++i)
    if (text[i] != '-' && (text[i] < '0' || text[i] > '9')) return false;
  return true;
}

// The process in "ExcUserFault_SafariViewService-2026-03-09-121611.ips" and when, as it is written there.
std::string_view process_in(std::string_view file, std::string_view& when) {
  std::size_t dash = 0;
  while ((dash = file.find('-', dash)) != std::string_view::npos && !is_date(file.substr(dash))) ++dash;
  if (dash == std::string_view::npos) return {};
  const auto date = file.substr(dash + 1);
  when = date.substr(0, date.find_first_not_of("0123456789-"));
  auto name = file.substr(0, dash);
  for (const std::string_view start : {"ExcUserFault_", "ExcResource_"})
    if (name.starts_with(start)) name.remove_prefix(start.size());
  for (const std::string_view end : {".cpu_resource", ".diskwrites_resource", ".wakeups_resource"})
    if (name.ends_with(end)) name.remove_suffix(end.size());
  return is_of_device(name) ? std::string_view() : name;
}

void read(const File& file, Sink& out) {
  const auto zone = zone_when_collected(file, 0);
  each_stream_line(file, out, [&](const Line& line) {
    if (!line.text.starts_with('/')) return true;
    auto path = trim(line.text.substr(0, line.text.find(',')));
    if (const auto size = path.find(" ("); size != std::string_view::npos) path = path.substr(0, size);
    add_bounded(PathSeen{.path = {path}, .what = "file"}, line.offset, out);
    std::string_view written;
    const auto name = process_in(last_part(path), written);
    if (name.empty()) return true;
    const auto when = local_time(written, zone);
    auto seen = process_of(name);
    seen.how = "has a report of a crash or a limit";
    seen.when_text = when;
    add_bounded(seen, line.offset, out);
    return true;
  });
}

}  // namespace

Reader ios_crash_list() {
  return {.about = "The list of crash reports in a sysdiagnose, deleted ones among them.",
          .probe = "ios.crashes",
          .paths = {"**/summaries/crashes_and_spins.log"},
          .wants = {"../sysdiagnose.log"},
          .emits = {ProcessSeen::kind, PathSeen::kind},
          .companions = {{"summaries/crashes_and_spins.log", "ios.processes"}},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
