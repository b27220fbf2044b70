// Pages whose icon Safari fetched, from Favicons.db. They stay when the history was cleared.
#include "readers/safari_session.h"

namespace waarborg {
namespace {

struct Icon {
  std::string url;
  StoredTime when;
};

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto add = [&](std::string_view url, std::string_view title, const StoredTime& when,
                       const TableRow& row) {
    if (!url.empty())
      out.add(PageVisit{.url = {url},
                        .title = title,
                        .how = "favicon",
                        .app_id = {safari},
                        .when = when.when,
                        .when_text = when.text,
                        .row = row.id()},
              row.at());
  };
  std::unordered_map<std::string, Icon> icons;
  tables->each("icon_info", {"uuid?", "url", "timestamp?"}, [&](const TableRow& row) {
    Icon icon{row.text(1), row.time(2, Epoch::mac_seconds)};
    add(icon.url, "icon", icon.when, row);
    if (row.has(0)) icons.emplace(row.text(0), std::move(icon));
  });
  tables->each("page_url", {"url", "uuid?"}, [&](const TableRow& row) {
    const auto icon = icons.find(row.text(1));
    add(row.text(0), "", icon == icons.end() ? StoredTime{} : icon->second.when, row);
  });
  tables->each_if_there("rejected_resources", {"page_url?", "icon_url?", "timestamp?"},
                        [&](const TableRow& row) {
                          const auto when = row.time(2, Epoch::mac_seconds);
                          add(row.text(0), "", when, row);
                          add(row.text(1), "icon", when, row);
                        });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"icon_info", "page_url"});
}

}  // namespace

Reader safari_favicons() {
  return {.about = "Pages whose icon Safari on iOS fetched.",
          .probe = "ios.safari",
          .paths = ios_paths(
              {"private/var/mobile/Library/Image Cache/Favicons/Favicons.db",
               "private/var/mobile/Library/Safari/Favicon Cache/favicons.db",
               "private/var/mobile/Containers/Data/Application/*/Library/Image Cache/Favicons/Favicons.db",
               "private/var/mobile/Containers/Data/Application/*/Library/Safari/Favicon Cache/favicons.db"}),
          .wants = database_logs,
          .emits = {PageVisit::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
