// What apps of iOS fetched from the web and kept: cfurl_cache_response of Cache.db, which CFNetwork writes
// for every app that does not forbid it.
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

// ".../Library/Caches/com.apple.mobilesafari/Cache.db" without a container that is named.
std::string_view app_of(std::string_view path) {
  const auto container = container_of(path);
  return container.empty() ? folder_behind(path, "/Library/Caches/") : container;
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto app = app_of(file.path);
  tables->each("cfurl_cache_response", {"request_key", "time_stamp?"}, [&](const TableRow& row) {
    const auto url = row.text(0), written = row.text(1);
    // CURRENT_TIMESTAMP of SQLite: UTC, without saying so.
    const auto when = parse_time(written);
    out.add(PageVisit{.url = {url},
                      .how = "cache",
                      .app_id = {app},
                      .when = when.value_or(Time{}),
                      .when_text = when ? std::string_view() : written,
                      .row = row.id()},
            row.at());
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"cfurl_cache_response"});
}

}  // namespace

Reader url_cache() {
  return {.about = "Addresses that apps of iOS fetched and kept in their caches.",
          .probe = "ios.caches",
          .paths = ios_paths(
              {"private/var/mobile/Containers/Data/Application/*/Library/Caches/*/Cache.db",
               "private/var/mobile/Containers/Data/Application/*/Library/Caches/Cache.db",
               "private/var/mobile/Containers/Data/Application/*/Library/Caches/*/*/Cache.db",
               "private/var/mobile/Containers/Data/Application/*/SystemData/*/Library/Caches/*/Cache.db",
               "private/var/mobile/Containers/Data/PluginKitPlugin/*/Library/Caches/*/Cache.db",
               "private/var/mobile/Containers/Data/PluginKitPlugin/*/Library/Caches/Cache.db",
               "private/var/mobile/Containers/Shared/AppGroup/*/Library/Caches/*/Cache.db",
               "private/var/mobile/Containers/Shared/AppGroup/*/Library/Caches/Cache.db",
               "private/var/containers/Data/System/*/Library/Caches/*/Cache.db",
               "private/var/containers/Shared/SystemGroup/*/Library/Caches/*/Cache.db",
               "private/var/mobile/Library/Caches/*/Cache.db",
               "private/var/mobile/Library/Caches/*/*/Cache.db", "private/var/mobile/Library/Caches/Cache.db",
               "private/var/root/Library/Caches/*/Cache.db", "private/var/root/Library/Caches/Cache.db"}),
          .wants = database_logs,
          .emits = {PageVisit::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
