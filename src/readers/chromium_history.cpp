#include "readers/chromium_history.h"

#include <optional>
#include <unordered_map>

#include "readers/page_addresses.h"

namespace waarborg {
namespace {

// ui/base/page_transition_types.h of Chromium: redirected by the page, by the server.
constexpr std::int64_t redirect = 0xC000'0000;

struct Visit {
  std::int64_t page = 0;
  Time when{};
};

class History {
 public:
  History(SqliteTables& tables, std::string_view app, std::string_view profile, Sink& out)
      : tables_(tables),
        app_(app),
        profile_(profile),
        out_(out),
        pages_(tables, "urls", {"url", "title?", "last_visit_time?"}),
        visits_(tables.lookup("visits", {"url", "visit_time"})) {}

  void read() {
    pages_.read();
    if (tables_.has("visits", "from_visit") && tables_.has("visits", "transition"))
      tables_.each("visits", {"from_visit", "transition"}, [&](const TableRow& row) {
        if ((row.number(1) & redirect) != 0) led_to_[row.number(0)] = row.id();
      });
    tables_.each("visits", {"url", "visit_time", "from_visit?", "transition?"},
                 [&](const TableRow& row) { visit(row); });
    pages_.left([&](const TableRow& row) {
      const auto url = row.text(0), title = row.text(1);
      const auto last = row.time(2, Epoch::chrome_microseconds);
      put({.url = {url}, .title = title, .when = last.when, .when_text = last.text, .row = row.id()});
    });
  }

 private:
  // 0 is no visit.
  std::optional<Visit> look(std::int64_t id) {
    std::optional<Visit> out;
    if (id != 0)
      visits_.find(id, [&](const TableRow& row) {
        out = {row.number(0), row.time(1, Epoch::chrome_microseconds).when};
      });
    return out;
  }

  void visit(const TableRow& row) {
    const auto page = row.number(0);
    if (!pages_.has(page))
      out_.problem(Fault::malformed, "a visit to a page whose address is not there", row.at());
    pages_.visited(page);
    const auto when = row.time(1, Epoch::chrome_microseconds);
    const auto is = pages_.find(page);
    PageVisit seen{
        .url = {is.url}, .title = is.title, .when = when.when, .when_text = when.text, .row = row.id()};
    std::string from_url, to_url;
    if ((row.number(3) & redirect) != 0)
      if (const auto from = look(row.number(2))) {
        from_url = pages_.find(from->page).url;
        if (known(from->when) && known(when.when) && when.when >= from->when)
          seen.after_us = (when.when - from->when).count();
      }
    if (const auto to = led_to_.find(row.id()); to != led_to_.end())
      if (const auto next = look(to->second)) to_url = pages_.find(next->page).url;
    seen.redirected_from = {from_url};
    seen.redirected_to = {to_url};
    put(seen);
  }

  void put(PageVisit seen) {
    seen.how = "history";
    seen.app_id = {app_};
    seen.profile = profile_;
    out_.add(seen, row_offset(seen.row));
  }

  SqliteTables& tables_;
  std::string_view app_, profile_;
  Sink& out_;
  PageAddresses pages_;
  TableLookup visits_;
  std::unordered_map<std::int64_t, std::int64_t> led_to_;  // from a visit to the one it was redirected to
};

}  // namespace

void read_chromium_history(const File& file, std::string_view app, std::string_view profile, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) History(*tables, app, profile, out).read();
}

}  // namespace waarborg
