// Pages that Safari went to, from History.db: history_items are addresses, history_visits when each was gone
// to. A visit names the visit that it was redirected from and to; how long the redirect took is the time
// between the two.
#include "readers/page_addresses.h"
#include "readers/safari_session.h"

namespace waarborg {
namespace {

struct Visit {
  std::int64_t page = 0;
  Time when{};
};

class History {
 public:
  History(SqliteTables& tables, std::string_view profile, Sink& out)
      : tables_(tables),
        profile_(profile),
        out_(out),
        pages_(tables, "history_items", {"url"}),
        visits_(tables.lookup("history_visits", {"history_item", "visit_time"})) {}

  void read() {
    pages_.read();
    tables_.each("history_visits",
                 {"history_item", "visit_time", "title?", "redirect_source?", "redirect_destination?"},
                 [&](const TableRow& row) { visit(row); });
    pages_.left([&](const TableRow& row) {
      const auto url = row.text(0);
      put({.url = {url}, .row = row.id()}, row.id());
    });
  }

 private:
  // 0 is no visit.
  std::optional<Visit> look(std::int64_t id) {
    std::optional<Visit> out;
    if (id != 0)
      visits_.find(id, [&](const TableRow& row) {
        out = {row.number(0), row.time(1, Epoch::mac_seconds).when};
      });
    return out;
  }

  void visit(const TableRow& row) {
    const auto page = row.number(0);
    if (!pages_.has(page))
      out_.problem(Fault::malformed, "a visit to a page whose address is not there", row.at());
    pages_.visited(page);
    const auto from = look(row.number(3)), to = look(row.number(4));
    const auto when = row.time(1, Epoch::mac_seconds);
    const auto url = pages_.find(page).url, title = row.text(2);
    const auto came_from = from ? pages_.find(from->page).url : std::string();
    const auto went_to = to ? pages_.find(to->page).url : std::string();
    PageVisit seen{.url = {url},
                   .title = title,
                   .when = when.when,
                   .when_text = when.text,
                   .redirected_from = {came_from},
                   .redirected_to = {went_to},
                   .row = row.id()};
    if (from && known(from->when) && known(when.when) && when.when >= from->when)
      seen.after_us = (when.when - from->when).count();
    put(seen, row.id());
  }

  void put(PageVisit seen, std::int64_t row) {
    seen.how = "history";
    seen.app_id = {safari};
    seen.profile = profile_;
    out_.add(seen, row_offset(row));
  }

  SqliteTables& tables_;
  std::string_view profile_;
  Sink& out_;
  PageAddresses pages_;
  TableLookup visits_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out))
    History(*tables, folder_behind(file.path, "/Safari/Profiles/"), out).read();
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
          .emits = {PageVisit::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
