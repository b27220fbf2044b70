// Messages of Signal on iOS and their links, from grdb/signal.sqlite: model_TSInteraction, times in
// milliseconds since 1970. Signal encrypts the database with a key in the keychain; then only that is told.
// One that was decrypted is read. A message without an author was sent. Schema: schema.sql of
// https://github.com/signalapp/Signal-iOS (seen 2026-11).
#include <unordered_map>

#include "readers/phone_facts.h"
#include "readers/sealed_database.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "org.whispersystems.signal", service = "Signal";

void messages(SqliteTables& tables, Sink& out) {
  std::unordered_map<std::string, std::string> phones;  // by the uuid of an account
  tables.each_if_there("model_SignalRecipient", {"recipientPhoneNumber?", "recipientUUID?"},
                       [&](const TableRow& row) {
                         const auto phone = row.text(0), uuid = row.text(1);
                         if (!uuid.empty() && !phone.empty()) phones.emplace(uuid, phone);
                         out.add(IdentityKnown{.role = "interaction",
                                               .phone = {phone},
                                               .account = uuid,
                                               .service = service,
                                               .app_id = {app},
                                               .row = row.id()},
                                 row.at());
                       });
  tables.each("model_TSInteraction",
              {"body", "timestamp", "authorPhoneNumber?", "authorUUID?", "uniqueThreadId?"},
              [&](const TableRow& row) {
                const auto body = row.text(0), uuid = row.text(3), thread = row.text(4);
                auto phone = row.text(2);
                if (phone.empty())
                  if (const auto at = phones.find(uuid); at != phones.end()) phone = at->second;
                const auto when = row.time(1, Epoch::unix_milliseconds);
                const std::string_view direction = phone.empty() && uuid.empty() ? "sent" : "received";
                if (!row.has(0)) return;  // that somebody joined, a call, ...
                out.add(Message{.service = service,
                                .direction = direction,
                                .phone = {phone},
                                .name = phone.empty() ? uuid : std::string(),
                                .conversation = thread,
                                .text = body,
                                .when = when.when,
                                .when_text = when.text,
                                .row = row.id(),
                                .app_id = {app}},
                        row.at());
                add_links(as_text(row.bytes(0)),
                          {.where = "text",
                           .app_id = {app},
                           .direction = direction,
                           .phone = {phone},
                           .when = when.when,
                           .when_text = when.text,
                           .row = row.id()},
                          row.at(), out);
              });
}

void read(const File& file, Sink& out) {
  if (is_sealed_database(*file.source))
    return out.problem(Fault::encrypted, "Signal encrypts its database: its messages were not read", 0);
  if (auto tables = SqliteTables::open(file, out)) messages(*tables, out);
}

bool recognise(Bytes head) {
  return is_database_with(head, {"model_TSInteraction"});
}

}  // namespace

Reader signal_messages() {
  return {.about = "Messages of Signal on iOS and their links, where its database was decrypted.",
          .probe = "ios.signal",
          .paths = ios_paths({"private/var/mobile/Containers/Shared/AppGroup/*/grdb/signal.sqlite"}),
          .wants = database_logs,
          .emits = {Message::kind, LinkMentioned::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
