#include "readers/page_history.h"

namespace waarborg {

void PageHistory::visit(const TableRow& row, const std::string& title, std::int64_t from, std::int64_t to) {
  const auto page = row.number(0);
  if (!pages_.has(page))
    out_.problem(Fault::malformed, "a visit to a page whose address is not there", row.at());
  pages_.visited(page);
  const auto when = row.time(1, of_.epoch);
  const auto before = look(from), after = look(to);
  const auto is = pages_.find(page);
  const auto came_from = before ? pages_.find(before->page).url : std::string();
  const auto went_to = after ? pages_.find(after->page).url : std::string();
  PageVisit seen{.url = {is.url},
                 .title = title.empty() ? is.title : title,
                 .when = when.when,
                 .when_text = when.text,
                 .redirected_from = {came_from},
                 .redirected_to = {went_to},
                 .row = row.id()};
  if (before && known(before->when) && known(when.when) && when.when >= before->when)
    seen.after_us = (when.when - before->when).count();
  put(seen);
}

void PageHistory::left(std::size_t column) {
  pages_.left([&](const TableRow& row) {
    const auto url = row.text(0), title = column > 1 ? row.text(1) : std::string();
    const auto last = column > 1 ? row.time(column, of_.epoch) : StoredTime();
    put({.url = {url}, .title = title, .when = last.when, .when_text = last.text, .row = row.id()});
  });
}

void PageHistory::mention(std::string_view url, std::string_view how, const StoredTime& when,
                          std::int64_t row) {
  if (!url.empty()) put({.url = {url}, .how = how, .when = when.when, .when_text = when.text, .row = row});
}

std::optional<PageHistory::Visit> PageHistory::look(std::int64_t id) {
  std::optional<Visit> out;
  if (id != 0)
    visits_.find(id, [&](const TableRow& row) { out = {row.number(0), row.time(1, of_.epoch).when}; });
  return out;
}

void PageHistory::put(PageVisit seen) {
  if (seen.how.empty()) seen.how = "history";
  seen.app_id = {of_.app};
  seen.profile = of_.profile;
  out_.add(seen, row_offset(seen.row));
}

}  // namespace waarborg
