// Pages that Safari went to, from History.db: history_items are addresses, history_visits when each was gone
// to. A visit names the visit that it was redirected from and to; how long the redirect took is the time
// between the two.
#include <map>

#include "readers/safari_session.h"

namespace waarborg {
namespace {

struct Visit {
  std::int64_t id = 0, page = 0, from = 0, to = 0;
  StoredTime when{};
  std::string title{};
};

class History {
 public:
  History(std::string_view profile, Sink& out) : profile_(profile), out_(out) {}

  void read(SqliteTables& tables) {
    tables.each("history_items", {"url"}, [&](const TableRow& row) { pages_[row.id()].url = row.text(0); });
    tables.each("history_visits",
                {"history_item", "visit_time", "title?", "redirect_source?", "redirect_destination?"},
                [&](const TableRow& row) {
                  place_[row.id()] = visits_.size();
                  visits_.push_back({row.id(), row.number(0), row.number(3), row.number(4),
                                     row.time(1, Epoch::mac_seconds), row.text(2)});
                });
    for (const auto& visit : visits_) add(visit);
    // An address whose visits are gone is still one that was gone to.
    for (const auto& [id, page] : pages_)
      if (!page.visited) put({.url = {page.url}, .row = id}, id);
  }

 private:
  const Visit* visit(std::int64_t id) const {
    const auto at = place_.find(id);
    return at == place_.end() ? nullptr : &visits_[at->second];
  }
  std::string_view url_of(const Visit* visit) const {
    const auto page = visit == nullptr ? pages_.end() : pages_.find(visit->page);
    return page == pages_.end() ? std::string_view() : page->second.url;
  }

  void add(const Visit& one) {
    const auto page = pages_.find(one.page);
    if (page == pages_.end())
      out_.problem(Fault::malformed, "a visit to a page whose address is not there", row_offset(one.id));
    else
      page->second.visited = true;
    const auto *from = visit(one.from), *to = visit(one.to);
    PageVisit seen{.url = {url_of(&one)},
                   .title = one.title,
                   .when = one.when.when,
                   .when_text = one.when.text,
                   .redirected_from = {url_of(from)},
                   .redirected_to = {url_of(to)},
                   .row = one.id};
    if (from != nullptr && known(from->when.when) && known(one.when.when) && one.when.when >= from->when.when)
      seen.after_us = (one.when.when - from->when.when).count();
    put(seen, one.id);
  }

  void put(PageVisit seen, std::int64_t row) {
    seen.how = "history";
    seen.app_id = {safari};
    seen.profile = profile_;
    out_.add(seen, row_offset(row));
  }

  struct Page {
    std::string url;
    bool visited = false;
  };
  std::string_view profile_;
  Sink& out_;
  std::map<std::int64_t, Page> pages_;
  std::vector<Visit> visits_;
  std::unordered_map<std::int64_t, std::size_t> place_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out))
    History(folder_behind(file.path, "/Safari/Profiles/"), out).read(*tables);
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
