// Pages that Safari went to, from History.db: history_items are addresses, history_visits when each was gone
// to. A visit names the visit that it was redirected from and to; how long the redirect took is the time
// between the two.
#include "readers/row_numbers.h"
#include "readers/safari_session.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept_bytes = 8u << 20;  // of addresses; what does not fit is looked up again

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
        addresses_(tables.lookup("history_items", {"url"})),
        visits_(tables.lookup("history_visits", {"history_item", "visit_time"})) {}

  void read() {
    tables_.each("history_items", {"url"}, [&](const TableRow& row) {
      pages_.put(row.id());
      unvisited_.put(row.id());
      keep(row.id(), row.text(0));
    });
    tables_.each("history_visits",
                 {"history_item", "visit_time", "title?", "redirect_source?", "redirect_destination?"},
                 [&](const TableRow& row) { visit(row); });
    // An address whose visits are gone is still one that was gone to.
    unvisited_.each([&](std::int64_t id) { put({.url = {url_of(id)}, .row = id}, id); });
  }

 private:
  void keep(std::int64_t id, std::string url) {
    if (kept_bytes_ >= most_kept_bytes) return;
    kept_bytes_ += url.size() + 64;
    kept_.emplace(id, std::move(url));
  }

  std::string url_of(std::int64_t page) {
    std::string out;
    if (const auto at = kept_.find(page); at != kept_.end()) return at->second;
    if (pages_.has(page)) addresses_.find(page, [&](const TableRow& row) { out = row.text(0); });
    return out;
  }

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
    unvisited_.take(page);
    const auto from = look(row.number(3)), to = look(row.number(4));
    const auto when = row.time(1, Epoch::mac_seconds);
    const auto url = url_of(page), title = row.text(2);
    const auto came_from = from ? url_of(from->page) : std::string();
    const auto went_to = to ? url_of(to->page) : std::string();
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
  TableLookup addresses_, visits_;
  RowSet pages_, unvisited_;
  std::unordered_map<std::int64_t, std::string> kept_;
  std::size_t kept_bytes_ = 0;
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
