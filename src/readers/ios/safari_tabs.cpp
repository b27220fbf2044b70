// Tabs of Safari and the pages each went through, from BrowserState.db. The pages stand in tab_sessions, in
// tabs itself before iOS 11. CloudTabs.db has the tabs of the person's other devices.
#include "readers/inner_links.h"
#include "readers/safari_session.h"

namespace waarborg {
namespace {

constexpr std::size_t most_tabs = 1'000'000;

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto profile = folder_behind(file.path, "/Safari/Profiles/");
  if (tables->has("cloud_tabs")) {
    const ColumnsBeside beside(*tables, "cloud_tabs", {"url", "title?", "last_viewed_time?"});
    tables->each("cloud_tabs", beside.all(), [&](const TableRow& row) {
      beside.add_links(row, {.app_id = {safari}, .row = row.id()}, out);
      add_page(row.text(0), row.text(1), "tab of another device",
               {profile, row.time(2, Epoch::mac_seconds), row.id(), row.at()}, out);
    });
    if (!tables->has("tabs")) return;
  }
  std::unordered_map<std::string, StoredTime> times;
  const ColumnsBeside beside(
      *tables, "tabs", {"url", "title?", "last_viewed_time?", "user_visible_url?", "uuid?", "session_data?"});
  tables->each("tabs", beside.all(), [&](const TableRow& row) {
    beside.add_links(row, {.app_id = {safari}, .row = row.id()}, out);
    const SafariTab tab{profile, row.time(2, Epoch::mac_seconds), row.id(), row.at()};
    const auto url = row.text(0), title = row.text(1), shown = row.text(3);
    if (row.has(4) && times.size() < most_tabs) times.emplace(row.text(4), tab.when);
    add_page(url, title, "tab", tab, out);
    if (shown != url) add_page(shown, title, "tab", tab, out);
    add_session(row.bytes(5), tab, out);
  });
  tables->each_if_there("tab_sessions", {"session_data", "tab_uuid?"}, [&](const TableRow& row) {
    const auto when = times.find(row.text(1));
    add_session(row.bytes(0),
                {profile, when == times.end() ? StoredTime{} : when->second, row.id(), row.at()}, out);
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"tabs", "browser_windows"}) ||
         is_database_with(head, {"tabs", "tab_sessions"}) || is_database_with(head, {"cloud_tabs"});
}

}  // namespace

Reader safari_tabs() {
  return {
      .about = "Tabs of Safari on iOS and the pages they went through.",
      .probe = "ios.safari",
      .paths = ios_paths({"private/var/mobile/Library/Safari/BrowserState.db",
                          "private/var/mobile/Library/Safari/CloudTabs.db",
                          "private/var/mobile/Containers/Data/Application/*/Library/Safari/CloudTabs.db",
                          "private/var/mobile/Library/Safari/Profiles/*/BrowserState.db",
                          "private/var/mobile/Containers/Data/Application/*/Library/Safari/BrowserState.db",
                          ("private/var/mobile/Containers/Data/Application/*/Library/Safari/Profiles/*/"
                           "BrowserState.db")}),
      .wants = database_logs,
      .emits = {PageVisit::kind, LinkMentioned::kind},
      .shape = Shape::random,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg
