// Calls of iOS, of the telephone and of apps that say theirs to the system, from CallHistory.storedata. The
// address is a text, or the bytes of one. Whom a call of several was with stands in ZHANDLE.
#include <fmt/core.h>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view service = "call";

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  tables->each(
      "ZCALLRECORD",
      {"ZADDRESS", "ZDATE", "ZORIGINATED?", "ZANSWERED?", "ZDURATION?", "ZSERVICE_PROVIDER?", "ZNAME?"},
      [&](const TableRow& row) {
        auto person = person_of(row.text(0));
        if (person.name.empty()) person.name = row.text(6);
        const auto when = row.time(1, Epoch::mac_seconds);
        const bool sent = row.number(2) != 0;
        std::string state;
        if (row.has(3)) state = row.number(3) != 0 ? "answered" : sent ? "not answered" : "missed";
        if (row.number(4) > 0) state += fmt::format("{}{} s", state.empty() ? "" : ", ", row.number(4));
        const auto app = row.text(5);
        out.add(Message{.service = service,
                        .direction = !row.has(2) ? ""
                                     : sent      ? "sent"
                                                 : "received",
                        .email = {person.email},
                        .phone = {person.phone},
                        .name = person.name,
                        .when = when.when,
                        .when_text = when.text,
                        .state = state,
                        .row = row.id(),
                        .app_id = {app}},
                row.at());
      });
  tables->each_if_there("ZHANDLE", {"ZVALUE|ZNORMALIZEDVALUE"}, [&](const TableRow& row) {
    const auto person = person_of(row.text(0));
    out.add(IdentityKnown{.role = "interaction",
                          .email = {person.email},
                          .phone = {person.phone},
                          .name = person.name,
                          .service = service,
                          .row = row.id()},
            row.at());
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZCALLRECORD"});
}

}  // namespace

Reader ios_calls() {
  return {.about = "Calls of iOS: who with, when, answered or not.",
          .probe = "ios.calls",
          .paths = ios_paths({"private/var/mobile/Library/CallHistoryDB/CallHistory.storedata",
                              "private/var/mobile/Library/CallHistoryDB/CallHistoryTemp.storedata"}),
          .wants = database_logs,
          .emits = {Message::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
