// Apps that the App Store of an iOS device installed, updated or fetched, and what else was downloaded:
// storeSystem.db of appstored, in a sysdiagnose logs/appinstallation/*.sqlitedb and
// logs/itunesstored/downloads.*.sqlitedb. Their tables change with every version: each column that
// is the id of an app, an address, a path or an account by its name is told. A downloads.*.sqlitedb that
// names paths outside of the store's own folders, and after it BLDatabaseManager.sqlite of the books, were
// used to write there (https://github.com/hanakim3945/bl_sbx, seen 2026-11), so paths are told, too. Times
// count from 2001. It says what happened, not what is there now.
#include <algorithm>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

// What the columns of a table are of, by the words in their names.
struct StoreColumns {
  std::vector<std::string> apps{}, clients{}, places{}, accounts{};

  explicit StoreColumns(const std::vector<std::string>& columns) {
    for (const auto& column : columns) {
      const auto name = lower(column);
      const auto has = [&](std::string_view word) { return name.find(word) != name.npos; };
      if (has("url") || has("path") || has("destination"))
        places.push_back(column);
      else if (has("client") && has("id"))
        clients.push_back(column);
      else if (has("bundle") && has("id"))
        apps.push_back(column);
      else if (has("account_name") || has("accountname") || has("apple_id") || has("appleid") ||
               has("user_name") || has("email"))
        accounts.push_back(column);
    }
  }
  bool any() const { return !apps.empty() || !clients.empty() || !places.empty() || !accounts.empty(); }
};

class Store {
 public:
  Store(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    bool any = false;
    for (const auto& table : tables_.names()) {
      const StoreColumns shape(tables_.columns(table));
      any = any || shape.any();
      if (shape.any()) rows(table, shape);
    }
    if (!any) out_.problem(Fault::unsupported_version, "no table of it names apps or downloads", 0);
  }

 private:
  enum : std::size_t { name, version, vendor, time, fixed };

  void rows(const std::string& table, const StoreColumns& shape) {
    SqliteTables::Columns columns = {
        "bundle_name|title|item_name?", "bundle_version|version?", "vendor_name|artist_name|developer_name?",
        "timestamp|install_date|last_start_date|started_time|ZLASTSTATECHANGETIME?"};
    for (const auto* some : {&shape.apps, &shape.clients, &shape.places, &shape.accounts})
      columns.insert(columns.end(), some->begin(), some->end());
    tables_.each(table, columns, [&](const TableRow& row) {
      auto at = std::size_t{fixed};
      const auto texts = [&](const std::vector<std::string>& some) {
        std::vector<std::string> out;
        for (std::size_t i = 0; i < some.size(); ++i)
          if (auto text = row.text(at++); !text.empty() && std::ranges::find(out, text) == out.end())
            out.push_back(std::move(text));
        return out;
      };
      const auto apps = texts(shape.apps), clients = texts(shape.clients), places = texts(shape.places);
      const auto when = row.time(time, Epoch::mac_seconds);
      const auto client = clients.empty() ? std::string_view() : std::string_view(clients.front());
      for (const auto& id : apps) app(id, client, table, when, row);
      // Who asked for it is an app, too, or a program of the system.
      for (const auto& id : clients)
        add_bounded(ConnectionMade{.app_id = {id},
                                   .how = "asked for an app or a download",
                                   .when = when.when,
                                   .when_text = when.text},
                    row.at(), out_);
      for (const auto& text : places)
        place(text, !apps.empty() ? std::string_view(apps.front()) : client, when, row);
      for (const auto& text : texts(shape.accounts)) account(text, row);
    });
  }

  void app(std::string_view id, std::string_view client, std::string_view table, const StoredTime& when,
           const TableRow& row) {
    const auto title = row.text(name), number = row.text(version), maker = row.text(vendor);
    add_bounded(Program{.package = {"ios", id},
                        .version_text = number,
                        .vendor = {maker},
                        .source = "App Store",
                        .state = table,
                        .description = title,
                        .present = Presence::historic,
                        .app_id = {id},
                        .installer = client,
                        .updated_text = when.text,
                        .updated = when.when},
                row.at(), out_);
  }

  // An address, or a place on the device.
  void place(std::string_view text, std::string_view id, const StoredTime& when, const TableRow& row) {
    constexpr std::string_view file = "file://";
    const bool encoded = text.starts_with(file);
    if (encoded) text.remove_prefix(std::min(text.size(), text.find('/', file.size())));
    if (text.starts_with('/') || (encoded && text.empty())) {
      path(text, row);
      if (const auto plain = to_utf8(percent_decoded(text)); encoded && plain != text) path(plain, row);
      return;
    }
    add_bounded(
        ConnectionMade{
            .app_id = {id}, .url = {text}, .how = "download", .when = when.when, .when_text = when.text},
        row.at(), out_);
  }

  void path(std::string_view text, const TableRow& row) {
    while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
    if (text.size() > 1) add_bounded(FileSeen{.path = {text}, .present = Presence::historic}, row.at(), out_);
  }

  void account(const std::string& text, const TableRow& row) {
    const auto person = person_of(text);
    add_bounded(IdentityKnown{.role = "account",
                              .email = {person.email},
                              .phone = {person.phone},
                              .account = text,
                              .service = "App Store",
                              .row = row.id()},
                row.at(), out_);
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
