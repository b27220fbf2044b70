#include "readers/chromium_history.h"

#include <map>

namespace waarborg {
namespace {

// ui/base/page_transition_types.h of Chromium: redirected by the page, by the server.
constexpr std::int64_t redirect = 0xC000'0000;

struct Page {
  std::string url, title;
  StoredTime last;
  bool visited = false;
};
struct Visit {
  std::int64_t id = 0, page = 0, from = 0, transition = 0;
  StoredTime when{};
};

class History {
 public:
  History(std::string_view app, std::string_view profile, Sink& out)
      : app_(app), profile_(profile), out_(out) {}

  void read(SqliteTables& tables) {
    tables.each("urls", {"url", "title?", "last_visit_time?"}, [&](const TableRow& row) {
      pages_[row.id()] = {row.text(0), row.text(1), row.time(2, Epoch::chrome_microseconds)};
    });
    tables.each("visits", {"url", "visit_time", "from_visit?", "transition?"}, [&](const TableRow& row) {
      place_[row.id()] = visits_.size();
      visits_.push_back(
          {row.id(), row.number(0), row.number(2), row.number(3), row.time(1, Epoch::chrome_microseconds)});
    });
    for (const auto& visit : visits_)
      if ((visit.transition & redirect) != 0 && place_.contains(visit.from)) led_to_[visit.from] = visit.id;
    for (const auto& visit : visits_) add(visit);
    for (const auto& [id, page] : pages_)
      if (!page.visited)
        put({.url = {page.url},
             .title = page.title,
             .when = page.last.when,
             .when_text = page.last.text,
             .row = id});
  }

 private:
  std::string_view url_of(std::int64_t visit) const {
    const auto at = place_.find(visit);
    const auto page = at == place_.end() ? pages_.end() : pages_.find(visits_[at->second].page);
    return page == pages_.end() ? std::string_view() : page->second.url;
  }

  void add(const Visit& one) {
    const auto page = pages_.find(one.page);
    if (page == pages_.end()) {
      out_.problem(Fault::malformed, "a visit to a page whose address is not there", row_offset(one.id));
    } else {
      page->second.visited = true;
    }
    PageVisit seen{.url = {url_of(one.id)},
                   .title = page == pages_.end() ? std::string_view() : page->second.title,
                   .when = one.when.when,
                   .when_text = one.when.text,
                   .row = one.id};
    if ((one.transition & redirect) != 0) {
      seen.redirected_from = {url_of(one.from)};
      if (const auto from = place_.find(one.from); from != place_.end()) {
        const auto before = visits_[from->second].when.when;
        if (known(before) && known(one.when.when) && one.when.when >= before)
          seen.after_us = (one.when.when - before).count();
      }
    }
    if (const auto to = led_to_.find(one.id); to != led_to_.end()) seen.redirected_to = {url_of(to->second)};
    put(seen);
  }

  void put(PageVisit seen) {
    seen.how = "history";
    seen.app_id = {app_};
    seen.profile = profile_;
    out_.add(seen, row_offset(seen.row));
  }

  std::string_view app_, profile_;
  Sink& out_;
  std::map<std::int64_t, Page> pages_;
  std::vector<Visit> visits_;
  std::unordered_map<std::int64_t, std::size_t> place_;
  std::unordered_map<std::int64_t, std::int64_t> led_to_;
};

}  // namespace

void read_chromium_history(const File& file, std::string_view app, std::string_view profile, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) History(app, profile, out).read(*tables);
}

}  // namespace waarborg
