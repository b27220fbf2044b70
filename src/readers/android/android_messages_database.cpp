// Text messages of Android from the database of the telephony provider, mmssms.db: sms has its times in
// milliseconds; pdu (MMS) in seconds, with its addresses in addr and its texts and files in part. `type` and
// `msg_box` say which way a message went. Source: MmsSmsDatabaseHelper and android.provider.Telephony of the
// platform.
#include <unordered_set>

#include "readers/android_app_files.h"
#include "readers/other_tables.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "com.android.providers.telephony";
constexpr std::int64_t from = 137, to = 151;  // PduHeaders.FROM, TO

std::string_view direction_of(std::int64_t box) {
  return box == 1 ? "received" : box >= 2 && box <= 6 ? "sent" : "";
}
std::string_view state_of(std::int64_t box) {
  return box == 3 ? "draft" : box == 4 ? "outbox" : box == 5 ? "failed" : box == 6 ? "queued" : "";
}

struct Sides {
  std::string from, to;
};
struct Mms {
  Person person;
  std::string_view direction;
  StoredTime when;
};

class Messages {
 public:
  Messages(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    tables_.each("sms", {"address?", "date?", "type?", "body", "subject?"},
                 [&](const TableRow& row) { sms(row); });
    tables_.each_if_there("addr", {"msg_id?", "address", "type?"}, [&](const TableRow& row) { side(row); });
    tables_.each_if_there("part", {"mid", "text?"}, [&](const TableRow& row) {
      auto& text = texts_[row.number(0)];
      const auto more = row.text(1);
      if (more.empty() || text.size() > longest_database_text) return;
      if (!text.empty()) text += '\n';
      text += more;
    });
    tables_.each_if_there("pdu", {"date?", "msg_box?", "sub?", "ct_l?"},
                          [&](const TableRow& row) { mms(row); });
    tables_.each_if_there("part", {"mid", "ct?", "name?", "fn?", "cl?", "_data?", "text?"},
                          [&](const TableRow& row) { part(row); });
    // Whoever wrote or was written to stays there when the messages are gone.
    tables_.each_if_there("canonical_addresses", {"address"},
                          [&](const TableRow& row) { met(row.text(0), "", row); });
    add_other_links(tables_, {"sms", "addr", "part", "pdu", "canonical_addresses"}, {.app_id = {app}}, out_);
  }

 private:
  // A message has one other side here; whom else it is of, and whose message is gone, is told by itself.
  void side(const TableRow& row) {
    auto& sides = sides_[row.number(0)];
    const auto address = row.text(1);
    if (address.empty() || address == "insert-address-token") return;
    if (row.number(2) == from && sides.from.empty()) sides.from = address;
    if (row.number(2) == to && sides.to.empty()) sides.to = address;
    met(address, "MMS", row);
  }

  void met(const std::string& address, std::string_view service, const TableRow& row) {
    if (address.empty() || !met_.insert(address).second) return;
    const auto person = person_of(address);
    out_.add(IdentityKnown{.role = "interaction",
                           .email = {person.email},
                           .phone = {person.phone},
                           .name = person.name,
                           .service = service,
                           .row = row.id()},
             row.at());
  }

  void sms(const TableRow& row) {
    const auto address = row.text(0), body = row.text(3), subject = row.text(4);
    const auto when = row.time(1, Epoch::unix_milliseconds);
    const auto box = row.number(2);
    const auto person = person_of(address);
    const auto text = subject + (subject.empty() || body.empty() ? "" : "\n") + body;
    Message message{.service = "SMS",
                    .direction = direction_of(box),
                    .email = {person.email},
                    .text = text,
                    .when = when.when,
                    .when_text = when.text,
                    .state = state_of(box),
                    .row = row.id(),
                    .app_id = {app}};
    // A sender may be a name; it stands where numbers do.
    if (person.email.empty()) message.phone = {address};
    out_.add(message, row.at());
    LinkMentioned like{.where = "text",
                       .app_id = {app},
                       .direction = direction_of(box),
                       .email = message.email,
                       .phone = message.phone,
                       .when = when.when,
                       .when_text = when.text,
                       .row = row.id()};
    add_links(subject, like, row.at(), out_);
    add_links(as_text(row.bytes(3)), like, row.at(), out_);
  }

  void mms(const TableRow& row) {
    const auto box = row.number(1);
    const auto sides = sides_.find(row.id());
    auto& one = mms_[row.id()];
    one.direction = direction_of(box);
    one.when = row.time(0, Epoch::unix_seconds);
    if (sides != sides_.end())
      one.person = person_of(one.direction == "received" ? sides->second.from : sides->second.to);
    const auto subject = row.text(2);
    const auto said = texts_.find(row.id());
    auto text = said == texts_.end() ? std::string() : said->second;
    if (!subject.empty()) text = subject + (text.empty() ? "" : "\n") + text;
    out_.add(Message{.service = "MMS",
                     .direction = one.direction,
                     .email = {one.person.email},
                     .phone = {one.person.phone},
                     .name = one.person.name,
                     .text = text,
                     .when = one.when.when,
                     .when_text = one.when.text,
                     .state = state_of(box),
                     .row = row.id(),
                     .app_id = {app}},
             row.at());
    add_links(as_text(row.bytes(2)), like(one, row.id()), row.at(), out_);
    // Where one that was not fetched yet lies.
    auto fetched = like(one, row.id());
    fetched.where = "download";
    add_links(as_text(row.bytes(3)), fetched, row.at(), out_);
  }

  LinkMentioned like(const Mms& one, std::int64_t row) const {
    return {.where = "text",
            .app_id = {app},
            .direction = one.direction,
            .email = {one.person.email},
            .phone = {one.person.phone},
            .when = one.when.when,
            .when_text = one.when.text,
            .row = row};
  }

  void part(const TableRow& row) {
    const auto found = mms_.find(row.number(0));
    const auto& one = found == mms_.end() ? nobody_ : found->second;
    add_links(as_text(row.bytes(6)), like(one, row.id()), row.at(), out_);
    const auto type = row.text(1), path = row.text(5);
    if (path.empty()) return;  // a text, or how the parts lie on the screen
    auto name = row.text(2);
    for (const std::size_t column : {3u, 4u})
      if (name.empty()) name = row.text(column);
    out_.add(FileAttached{.path = {path},
                          .name = {name},
                          .media_type = type,
                          .direction = one.direction,
                          .service = "MMS",
                          .email = {one.person.email},
                          .phone = {one.person.phone},
                          .when = one.when.when,
                          .when_text = one.when.text,
                          .row = row.id()},
             row.at());
  }

  SqliteTables& tables_;
  Sink& out_;
  Mms nobody_;
  std::unordered_set<std::string> met_;
  std::unordered_map<std::int64_t, Sides> sides_;
  std::unordered_map<std::int64_t, std::string> texts_;
  std::unordered_map<std::int64_t, Mms> mms_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Messages(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"sms", "pdu", "part"});
}

}  // namespace

Reader android_messages_database() {
  Reader reader = {.about = "Text messages of an Android phone, their links and files, from its database.",
                   .probe = "android.messages",
                   .paths = android_app_paths({{"com.android.providers.telephony", "databases/mmssms.db"}}),
                   .wants = database_logs,
                   .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
                   .shape = Shape::random,
                   .recognise = recognise,
                   .read = read};
  reader.paths.push_back("**/mmssms.db");
  return reader;
}

}  // namespace waarborg
