// Accounts that are set up on iOS, from Accounts3.sqlite.
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  std::unordered_map<std::int64_t, std::string> kinds;
  tables->each_if_there(
      "ZACCOUNTTYPE", {"ZACCOUNTTYPEDESCRIPTION?", "ZIDENTIFIER?"},
      [&](const TableRow& row) { kinds[row.id()] = row.text(0).empty() ? row.text(1) : row.text(0); });
  tables->each(
      "ZACCOUNT",
      {"ZUSERNAME", "ZACCOUNTTYPE?", "ZACCOUNTDESCRIPTION?", "ZIDENTIFIER?", "ZDATE?", "ZOWNINGBUNDLEID?"},
      [&](const TableRow& row) {
        auto person = person_of(row.text(0));
        const auto kind = kinds.find(row.number(1));
        auto name = row.text(2);
        if (name.empty()) name = person.name;
        const auto account = row.text(3), app = row.text(5);
        const auto when = row.time(4, Epoch::mac_seconds);
        out.add(IdentityKnown{.role = "account",
                              .email = {person.email},
                              .phone = {person.phone},
                              .name = name,
                              .account = account,
                              .service = kind == kinds.end() ? std::string_view() : kind->second,
                              .app_id = {app},
                              .when = when.when,
                              .when_text = when.text,
                              .row = row.id()},
                row.at());
      });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZACCOUNT", "ZACCOUNTTYPE"});
}

}  // namespace

Reader ios_accounts() {
  return {.about = "Accounts that are set up on iOS.",
          .probe = "ios.accounts",
          .paths = ios_paths({"private/var/mobile/Library/Accounts/Accounts3.sqlite"}),
          .wants = database_logs,
          .emits = {IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
