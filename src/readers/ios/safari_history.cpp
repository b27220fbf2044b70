// Pages that Safari went to, from History.db: history_items are addresses, history_visits when each was gone
// to. A visit names the visit that it was redirected from and to; how long the redirect took is the time
// between the two. history_tombstones are addresses that somebody removed. Schema: as Safari creates
// it, WBSHistorySQLiteStore of its SafariShared (seen 2026-11).
#include "readers/inner_links.h"
#include "readers/page_history.h"
#include "readers/safari_session.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto profile = folder_behind(file.path, "/Safari/Profiles/");
  PageHistory pages({.app = safari, .profile = profile, .epoch = Epoch::mac_seconds},
                    {*tables, "history_items", {"url"}},
                    tables->lookup("history_visits", {"history_item", "visit_time"}), out);
  pages.read_addresses();
  tables->each("history_visits",
               {"history_item", "visit_time", "title?", "redirect_source?", "redirect_destination?"},
               [&](const TableRow& row) { pages.visit(row, row.text(2), row.number(3), row.number(4)); });
  pages.left(0);
  tables->each_if_there("history_tombstones", {"url", "end_time|start_time?"}, [&](const TableRow& row) {
    pages.mention(row.text(0), "history, removed", row.time(1, Epoch::mac_seconds), row.id());
  });
  add_links_of_other_tables(*tables, {"history_items", "history_visits", "history_tombstones"},
                            {.app_id = {safari}}, out);
}

bool recognise(Bytes head) {
  return is_database_with(head, {"history_items", "history_visits"});
}

}  // namespace

Reader safari_history() {
  return {.about = "Pages that Safari on iOS went to, with the redirects between them.",
          .probe = "ios.safari",
          .paths = ios_paths(
              {"private/var/mobile/Library/Safari/History.db",
               "private/var/mobile/Library/Safari/Profiles/*/History.db",
               "private/var/mobile/Containers/Data/Application/*/Library/Safari/History.db",
               "private/var/mobile/Containers/Data/Application/*/Library/Safari/Profiles/*/History.db"}),
          .wants = database_logs,
          .emits = {PageVisit::kind, LinkMentioned::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
