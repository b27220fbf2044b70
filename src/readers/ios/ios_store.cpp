// Apps that the App Store of an iOS device installed, updated or fetched, and what else was downloaded:
// storeSystem.db of appstored, in a sysdiagnose logs/appinstallation/*.sqlitedb and
// logs/itunesstored/downloads.*.sqlitedb. Their tables change with every version: each one with the id of an
// app is a list of apps, each one with an address of downloads. A downloads.*.sqlitedb that names paths
// outside of the store's own folders, and after it BLDatabaseManager.sqlite of the books, were used to write
// there (https://github.com/hanakim3945/bl_sbx, seen 2026-11), so paths are told, too. Times count from 2001.
// It says what happened, not what is there now.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

bool has_any(const std::vector<std::string>& columns, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(columns, [&](const auto& column) {
    return std::ranges::find(names, std::string_view(lower(column))) != names.end();
  });
}

class Store {
 public:
  Store(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    bool any = false;
    for (const auto& table : tables_.names()) {
      const auto columns = tables_.columns(table);
      const bool app = has_any(columns, {"bundle_id", "bundle_identifier"});
      const bool address = has_any(columns, {"url", "package_url", "bundle_url", "local_path",
                                             "download_path", "destination_url", "zurl", "zassetpath"});
      const bool account = has_any(columns, {"store_account_name", "apple_id"});
      any = any || app || address || account;
      if (app) apps(table);
      if (address) downloads(table);
      if (account) accounts(table);
    }
    if (!any) out_.problem(Fault::unsupported_version, "no table of it names apps or downloads", 0);
  }

 private:
  void apps(const std::string& table) {
    tables_.each(table,
                 {"bundle_id|bundle_identifier", "bundle_name|title|item_name?", "bundle_version|version?",
                  "vendor_name|artist_name|developer_name?", "client_id|installer?",
                  "timestamp|install_date|last_start_date|started_time?"},
                 [&](const TableRow& row) {
                   const auto id = row.text(0), name = row.text(1), version = row.text(2),
                              vendor = row.text(3), installer = row.text(4);
                   if (id.empty()) return;
                   const auto when = row.time(5, Epoch::mac_seconds);
                   const auto written = known(when.when) ? to_text(when.when) : when.text;
                   add_bounded(Program{.package = {"ios", id},
                                       .version_text = version,
                                       .vendor = {vendor},
                                       .source = "App Store",
                                       .state = table,
                                       .description = name,
                                       .present = Presence::historic,
                                       .app_id = {id},
                                       .installer = installer,
                                       .updated_text = written},
                               row.at(), out_);
                 });
  }

  void downloads(const std::string& table) {
    tables_.each(table,
                 {"url|package_url|ZURL?", "bundle_url|ZTHUMBNAILIMAGEURL?",
                  "local_path|download_path|ZASSETPATH?", "destination_url|ZPLISTPATH?",
                  "bundle_id|bundle_identifier|ZCLIENTIDENTIFIER?", "timestamp|ZLASTSTATECHANGETIME?"},
                 [&](const TableRow& row) {
                   const auto id = row.text(4);
                   const auto when = row.time(5, Epoch::mac_seconds);
                   for (const std::size_t column : {0u, 1u, 2u, 3u}) place(row.text(column), id, when, row);
                 });
  }

  // An address, or a place on the device.
  void place(std::string_view text, std::string_view id, const StoredTime& when, const TableRow& row) {
    constexpr std::string_view file = "file://";
    if (text.starts_with(file)) text.remove_prefix(file.size());
    if (text.starts_with('/')) {
      while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
      if (text.size() > 1)
        add_bounded(FileSeen{.path = {text}, .present = Presence::historic}, row.at(), out_);
      return;
    }
    if (!text.empty())
      add_bounded(
          ConnectionMade{
              .app_id = {id}, .url = {text}, .how = "download", .when = when.when, .when_text = when.text},
          row.at(), out_);
  }

  void accounts(const std::string& table) {
    tables_.each(table, {"store_account_name|apple_id"}, [&](const TableRow& row) {
      const auto name = row.text(0);
      const auto person = person_of(name);
      if (!name.empty())
        add_bounded(IdentityKnown{.role = "account",
                                  .email = {person.email},
                                  .phone = {person.phone},
                                  .account = name,
                                  .service = "App Store",
                                  .row = row.id()},
                    row.at(), out_);
    });
  }

  SqliteTables& tables_;
  Sink& out_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Store(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"app_install", "app_updates"});
}

}  // namespace

Reader ios_store() {
  return {.about = "Apps that the App Store of an iOS device installed or updated, and its downloads.",
          .probe = "ios.store",
          .paths = device_paths({"containers/Data/System/*/Documents/Persistence/storeSystem.db",
                                 "mobile/Library/Caches/com.apple.appstored/storeSystem.db",
                                 "mobile/Media/Downloads/downloads.*.sqlitedb",
                                 ("containers/Shared/SystemGroup/*/Documents/BLDatabaseManager/"
                                  "BLDatabaseManager.sqlite")},
                                {"**/logs/appinstallation/*.sqlitedb", "**/logs/itunesstored/*.sqlitedb"}),
          .wants = database_logs,
          .emits = {Program::kind, ConnectionMade::kind, FileSeen::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
