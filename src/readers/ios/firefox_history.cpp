// Pages that Firefox on iOS went to: moz_places and moz_historyvisits of places.db, history and visits of
// browser.db before that, and the icons it kept there. Visits of another device come with synchronisation.
#include <map>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "org.mozilla.ios.Firefox";

// The same in both databases, under other names.
struct Schema {
  std::string_view pages, visits, page_of, when;
};
constexpr Schema schemas[] = {{"moz_places", "moz_historyvisits", "place_id", "visit_date"},
                              {"history", "visits", "siteID", "date"}};

class History {
 public:
  History(const File& file, SqliteTables& tables, Sink& out)
      : tables_(tables), out_(out), on_ios_(file.path.find("/profile.profile/") != std::string::npos) {}

  void read(const Schema& as) {
    struct Page {
      std::string url, title;
      bool visited = false;
    };
    std::map<std::int64_t, Page> pages;
    tables_.each(as.pages, {"url", "title?"}, [&](const TableRow& row) {
      pages[row.id()] = {row.text(0), row.text(1)};
    });
    tables_.each(as.visits, {as.page_of, as.when}, [&](const TableRow& row) {
      const auto page = pages.find(row.number(0));
      if (page == pages.end())
        out_.problem(Fault::malformed, "a visit to a page whose address is not there", row.at());
      else
        page->second.visited = true;
      const auto when = row.time(1, Epoch::unix_any);
      if (page == pages.end())
        return put({.when = when.when, .when_text = when.text, .row = row.id()}, "history");
      put({.url = {page->second.url},
           .title = page->second.title,
           .when = when.when,
           .when_text = when.text,
           .row = row.id()},
          "history");
    });
    for (const auto& [id, page] : pages)
      if (!page.visited) put({.url = {page.url}, .title = page.title, .row = id}, "history");
  }

  void icons() {
    tables_.each_if_there("favicons", {"url", "date?"}, [&](const TableRow& row) {
      const auto when = row.time(1, Epoch::unix_any);
      const auto url = row.text(0);
      put({.url = {url}, .title = "icon", .when = when.when, .when_text = when.text, .row = row.id()},
          "favicon");
    });
  }

  void tabs() {
    for (const std::string_view table : {"tabs", "clients_tabs"})
      tables_.each_if_there(table, {"url", "title?", "last_used?"}, [&](const TableRow& row) {
        const auto when = row.time(2, Epoch::unix_any);
        const auto url = row.text(0), title = row.text(1);
        put({.url = {url}, .title = title, .when = when.when, .when_text = when.text, .row = row.id()},
            "tab");
      });
  }

 private:
  void put(PageVisit seen, std::string_view how) {
    seen.how = how;
    if (on_ios_) seen.app_id = {app};
    out_.add(seen, row_offset(seen.row));
  }

  SqliteTables& tables_;
  Sink& out_;
  bool on_ios_;  // a lone file may be of any Firefox
};

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  History history(file, *tables, out);
  const bool places = tables->has("moz_places");
  // browser.db of newer versions has no history any more, but what it keeps beside is as it was.
  const bool without = !places && !tables->has("history") && !tables->has("visits") && tables->has("tabs");
  if (!without) history.read(schemas[places ? 0 : 1]);
  history.icons();
  history.tabs();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"moz_places", "moz_historyvisits"}) ||
         is_database_with(head, {"history", "visits", "favicons"});
}

}  // namespace

Reader firefox_history() {
  return {.about = "Pages that Firefox on iOS went to, its tabs and icons.",
          .probe = "ios.firefox",
          .paths = ios_paths({"private/var/mobile/Containers/Shared/AppGroup/*/profile.profile/places.db",
                              "private/var/mobile/Containers/Shared/AppGroup/*/profile.profile/browser.db",
                              "private/var/mobile/profile.profile/places.db",
                              "private/var/mobile/profile.profile/browser.db"}),
          .wants = database_logs,
          .emits = {PageVisit::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
