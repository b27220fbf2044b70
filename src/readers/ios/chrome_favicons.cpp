// Pages whose icon Chrome or Edge on iOS fetched, from Favicons. They can outlive the history.
#include "readers/chromium_app.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto of = chromium_app(file.path);
  std::unordered_map<std::int64_t, StoredTime> times;
  tables->each("favicon_bitmaps", {"icon_id", "last_updated?", "last_requested?"}, [&](const TableRow& row) {
    auto when = row.time(1, Epoch::chrome_microseconds);
    if (!known(when.when)) when = row.time(2, Epoch::chrome_microseconds);
    auto& last = times[row.number(0)];
    if (last.when < when.when || !known(last.when)) last = when;
  });
  const auto add = [&](std::string_view url, std::string_view title, std::int64_t icon, const TableRow& row) {
    if (url.empty()) return;
    const auto when = times.find(icon);
    PageVisit seen{.url = {url},
                   .title = title,
                   .how = "favicon",
                   .app_id = {of.app},
                   .profile = of.profile,
                   .row = row.id()};
    if (when != times.end()) seen.when = when->second.when, seen.when_text = when->second.text;
    out.add(seen, row.at());
  };
  tables->each("favicons", {"url"}, [&](const TableRow& row) { add(row.text(0), "icon", row.id(), row); });
  tables->each("icon_mapping", {"page_url", "icon_id?"},
               [&](const TableRow& row) { add(row.text(0), "", row.number(1), row); });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"icon_mapping", "favicons", "favicon_bitmaps"});
}

}  // namespace

Reader chrome_favicons() {
  return {.about = "Pages whose icon Chrome or Edge on iOS fetched.",
          .probe = "ios.chrome",
          .paths = ios_paths({("private/var/mobile/Containers/Data/Application/*/Library/Application "
                               "Support/Google/Chrome/*/Favicons"),
                              ("private/var/mobile/Containers/Data/Application/*/Library/Application "
                               "Support/Microsoft/Edge/*/Favicons")}),
          .wants = database_logs,
          .emits = {PageVisit::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
