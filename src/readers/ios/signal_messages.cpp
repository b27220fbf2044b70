// Messages of Signal on iOS and their links, from grdb/signal.sqlite: model_TSInteraction, times in
// milliseconds since 1970. Signal encrypts the database with a key in the keychain; then only that is told.
// One that was decrypted is read. A message without an author was sent. Previews of
// links, what was quoted and who shared a contact stand in columns of their own, as archives or JSON. Schema:
// schema.sql of https://github.com/signalapp/Signal-iOS (seen 2026-11).
#include <set>
#include <unordered_map>

#include "readers/inner_links.h"
#include "readers/phone_facts.h"
#include "readers/sealed_database.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "org.whispersystems.signal", service = "Signal";
constexpr std::size_t most_people = 1'000'000;

class Messages {
 public:
  Messages(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    people("model_SignalRecipient", {"recipientPhoneNumber?", "recipientUUID?"});
    people("model_SignalAccount", {"recipientPhoneNumber?", "recipientUUID?"});
    people("model_TSThread", {"contactPhoneNumber?", "contactUUID?"});
    const ColumnsBeside columns(
        tables_, "model_TSInteraction",
        {"body", "timestamp", "authorPhoneNumber?", "authorUUID?", "uniqueThreadId?"});
    tables_.each("model_TSInteraction", columns.all(),
                 [&](const TableRow& row) { interaction(row, columns); });
    for (const auto* table : {"model_TSAttachment", "Attachment", "AttachmentReference"})
      tables_.each_if_there(table, {"sourceFilename?", "contentType?", "localRelativeFilePath?"},
                            [&](const TableRow& row) { attachment(row); });
  }

 private:
  void people(std::string_view table, const SqliteTables::Columns& columns) {
    tables_.each_if_there(table, columns, [&](const TableRow& row) {
      const auto phone = row.text(0), uuid = row.text(1);
      if (!uuid.empty() && !phone.empty() && phones_.size() < most_people) phones_.emplace(uuid, phone);
      person(phone, uuid, row);
    });
  }

  // Each once.
  void person(const std::string& phone, const std::string& uuid, const TableRow& row) {
    if ((phone.empty() && uuid.empty()) ||
        (met_.size() < most_people && !met_.insert(phone + ' ' + uuid).second))
      return;
    out_.add(IdentityKnown{.role = "interaction",
                           .phone = {phone},
                           .account = uuid,
                           .service = service,
                           .app_id = {app},
                           .row = row.id()},
             row.at());
  }

  // A message; without a text also that somebody joined, a call, a picture, ...
  void interaction(const TableRow& row, const ColumnsBeside& columns) {
    const auto body = row.text(0), uuid = row.text(3), thread = row.text(4);
    auto phone = row.text(2);
    if (phone.empty())
      if (const auto at = phones_.find(uuid); at != phones_.end()) phone = at->second;
    const auto when = row.time(1, Epoch::unix_milliseconds);
    const std::string_view direction = phone.empty() && uuid.empty() ? "sent" : "received";
    const LinkMentioned like{.where = "text",
                             .app_id = {app},
                             .direction = direction,
                             .phone = {phone},
                             .when = when.when,
                             .when_text = when.text,
                             .row = row.id()};
    columns.each_value(row, [&](std::string_view column, Bytes value) {
      auto inner = like;
      inner.where = column;
      each_inner_text(value, column, row.at(), out_, [&](std::string_view text) {
        add_links(text, inner, row.at(), out_);
        if (text.starts_with('+'))
          if (const auto other = person_of(text); !other.phone.empty()) person(other.phone, {}, row);
      });
    });
    if (!row.has(0)) return person(phone, uuid, row);
    out_.add(Message{.service = service,
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
    add_links(as_text(row.bytes(0)), like, row.at(), out_);
  }

  // Which message it came with is in its own archive.
  void attachment(const TableRow& row) {
    const auto name = row.text(0), type = row.text(1), path = row.text(2);
    if (!name.empty() || !path.empty())
      out_.add(
          FileAttached{
              .path = {path}, .name = {name}, .media_type = type, .service = service, .row = row.id()},
          row.at());
  }

  SqliteTables& tables_;
  Sink& out_;
  std::unordered_map<std::string, std::string> phones_;  // by the uuid of an account
  std::set<std::string> met_;
};

void read(const File& file, Sink& out) {
  if (is_sealed_database(*file.source))
    return out.problem(Fault::encrypted, "Signal encrypts its database: its messages were not read", 0);
  if (auto tables = SqliteTables::open(file, out)) Messages(*tables, out).read();
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
          .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
