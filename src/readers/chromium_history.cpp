#include "readers/chromium_history.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/links_in_text.h"
#include "readers/chromium_downloads.h"
#include "readers/page_history.h"

namespace waarborg {
namespace {

// ui/base/page_transition_types.h of Chromium: redirected by the page, by the server.
constexpr std::int64_t redirect = 0xC000'0000;
constexpr std::array<std::string_view, 3> read_elsewhere = {"urls", "downloads", "downloads_url_chains"};

void visits(SqliteTables& tables, PageHistory& pages) {
  std::unordered_map<std::int64_t, std::int64_t> led_to;  // from a visit to the one it was redirected to
  if (tables.has("visits", "from_visit") && tables.has("visits", "transition"))
    tables.each("visits", {"from_visit", "transition"}, [&](const TableRow& row) {
      if ((row.number(1) & redirect) != 0) led_to[row.number(0)] = row.id();
    });
  tables.each("visits", {"url", "visit_time", "from_visit?", "transition?"}, [&](const TableRow& row) {
    const auto to = led_to.find(row.id());
    pages.visit(row, {}, (row.number(3) & redirect) != 0 ? row.number(2) : 0,
                to == led_to.end() ? 0 : to->second);
  });
}

// Addresses that other tables keep: clusters of visits, pages outside that led to one, parts of the list of
// most visited pages. They come and go with versions of Chromium.
void others(SqliteTables& tables, PageHistory& pages) {
  for (const auto& table : tables.names()) {
    if (std::ranges::find(read_elsewhere, table) != read_elsewhere.end()) continue;
    SqliteTables::Columns addresses;
    const auto columns = tables.columns(table);
    for (const auto& column : columns)
      if (lower(column).find("url") != column.npos || (table == "segments" && column == "name") ||
          (table == "keyword_search_terms" && column == "term"))
        addresses.emplace_back(column);
    if (addresses.empty()) continue;
    tables.each(table, addresses, [&](const TableRow& row) {
      for (std::size_t i = 0; i < addresses.size(); ++i)
        if (row.kind(i) == SqliteRow::Kind::text || row.kind(i) == SqliteRow::Kind::blob)
          for (const auto& link : links_in_text(row.text(i))) pages.mention(link, table, {}, row.id());
    });
  }
}

}  // namespace

void read_chromium_history(const File& file, std::string_view app, std::string_view profile, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  PageHistory pages({.app = app, .profile = profile, .epoch = Epoch::chrome_microseconds},
                    {*tables, "urls", {"url", "title?", "last_visit_time?"}},
                    tables->lookup("visits", {"url", "visit_time"}), out);
  pages.read_addresses();
  visits(*tables, pages);
  pages.left(2);
  others(*tables, pages);
  read_chromium_downloads(*tables, app, out);
}

}  // namespace waarborg
