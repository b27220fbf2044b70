// Messages of iOS: iMessage, SMS, MMS and RCS with their links and attachments, from sms.db. Dates are
// counted from 2001 in nanoseconds, in seconds before iOS 11. A message names whom it is with (handle_id);
// where that is 0, as in groups and in what was sent, its conversation does. Links are looked for in all
// other columns, too: the subject, the name of a group, what came with a file.
#include <algorithm>
#include <unordered_set>

#include "base/row_numbers.h"
#include "readers/inner_links.h"
#include "readers/message_body.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "com.apple.MobileSMS", home = "/private/var/mobile";
constexpr std::size_t most_makers = 10'000;
// Numbers of rows, and the addresses of the one whose device it is.
const SqliteTables::Columns own = {
    "guid",          "account",      "account_guid",          "account_id",
    "account_login", "group_id",     "destination_caller_id", "last_addressed_handle",
    "original_guid", "ck_record_id", "last_addressed_sim_id"};

// What a message and what came with it have in common.
struct Sent {
  Person person;
  StoredTime when;
  std::string_view direction;
  std::string service;
};

struct Chat {
  std::string identifier, name;
};

class Messages {
 public:
  Messages(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    handles();
    conversations();
    tables_.each_if_there("message_attachment_join", {"message_id", "attachment_id"},
                          [&](const TableRow& row) { message_of_.put(row.number(1), row.number(0)); });
    tables_.each_if_there("chat_recoverable_message_join", {"message_id", "chat_id?"},
                          [&](const TableRow& row) {
                            deleted_.put(row.number(0));
                            put_chat(row.number(0), number_of_chat(row.number(1)));
                          });
    messages();
    removed_parts();
    attachments();
  }

 private:
  // Whom a message was with is kept when the message is gone.
  void handles() {
    tables_.each("handle", {"id", "service?", "uncanonicalized_id?"}, [&](const TableRow& row) {
      const auto& person = handles_.emplace(row.id(), person_of(address(row))).first->second;
      met(person, row.text(1), row);
      if (const auto written = row.text(2); !written.empty() && written != row.text(0))
        met(person_of(written), row.text(1), row);
    });
  }

  // A number that was stored as one has lost its plus sign; those of eight digits had none.
  static std::string address(const TableRow& row) {
    auto text = row.text(0);
    return row.kind(0) == SqliteRow::Kind::number && text.size() > 8 ? "+" + text : text;
  }

  void met(const Person& person, const std::string& service_name, const TableRow& row) {
    out_.add(IdentityKnown{.role = "interaction",
                           .email = {person.email},
                           .phone = {person.phone},
                           .name = person.name,
                           .service = service_name,
                           .app_id = {app},
                           .row = row.id()},
             row.at());
  }

  void conversations() {
    const ColumnsBeside columns(tables_, "chat", {"chat_identifier", "service_name?"}, own);
    auto wanted = columns.all();
    const auto names = wanted.size();
    wanted.insert(wanted.end(), {"display_name?", "room_name?"});
    tables_.each_if_there("chat", wanted, [&](const TableRow& row) {
      const auto name = row.text(names);
      const auto person = person_of(row.text(0));
      if (!person.email.empty() || !person.phone.empty()) met(person, row.text(1), row);
      columns.add_links(row, {.app_id = {app}, .row = row.id()}, out_);
      chats_.push_back({row.text(0), name.empty() ? row.text(names + 1) : name});
      chat_numbers_[row.id()] = static_cast<std::uint32_t>(chats_.size());
    });
    tables_.each_if_there("chat_message_join", {"chat_id", "message_id"}, [&](const TableRow& row) {
      put_chat(row.number(1), number_of_chat(row.number(0)));
    });
  }

  // Its place in chats_, from 1; 0 where there is none.
  std::uint32_t number_of_chat(std::int64_t row) const {
    const auto at = chat_numbers_.find(row);
    return at == chat_numbers_.end() ? 0 : at->second;
  }
  void put_chat(std::int64_t message, std::uint32_t number) {
    if (number >= beyond && chat_of_.of(message) == 0) far_chat_of_[message] = number;
    chat_of_.put(message, static_cast<std::uint16_t>(std::min(number, beyond)));
  }
  const Chat* chat_of(std::int64_t message) const {
    std::uint32_t number = chat_of_.of(message);
    if (number == beyond) number = far_chat_of_.at(message);
    return number == 0 ? nullptr : &chats_[number - 1];
  }

  enum Column {
    text,
    handle,
    date,
    from_me,
    read_at,
    service,
    attributed,
    payload,
    plugin,
    summary,
    retracted,
    edited
  };

  static const SqliteTables::Columns& columns() {
    static const SqliteTables::Columns all = {"text",
                                              "handle_id",
                                              "date",
                                              "is_from_me",
                                              "date_read?",
                                              "service?",
                                              "attributedBody?",
                                              "payload_data?",
                                              "balloon_bundle_id?",
                                              "message_summary_info?",
                                              "date_retracted?",
                                              "date_edited?"};
    return all;
  }

  void messages() {
    const ColumnsBeside beside(tables_, "message", columns(), own);
    tables_.each("message", beside.all(), [&](const TableRow& row) { message(row, beside); });
  }

  // What a message said before a part of it was removed.
  void removed_parts() {
    tables_.each_if_there(
        "recoverable_message_part", {"message_id?", "part_text?"}, [&](const TableRow& row) {
          const auto body = row.kind(1) == SqliteRow::Kind::text
                                ? message_body({.text = row.bytes(1)}, row.at(), out_)
                                : message_body({.attributed = row.bytes(1)}, row.at(), out_);
          out_.add(Message{.text = body.text, .state = "deleted", .row = row.number(0), .app_id = {app}},
                   row.at());
          for (const auto& link : body.links)
            out_.add(with_link({.where = "deleted text", .app_id = {app}, .row = row.number(0)}, link.url),
                     row.at());
        });
  }

  Sent sent_with(const TableRow& row) const {
    Sent out{.person = {},
             .when = row.time(date, Epoch::mac_either),
             .direction = row.number(from_me) != 0 ? "sent" : "received",
             .service = row.text(service)};
    if (const auto known = handles_.find(row.number(handle)); known != handles_.end())
      out.person = known->second;
    else if (const auto* chat = chat_of(row.id()); chat != nullptr)
      out.person = person_of(chat->identifier);
    return out;
  }

  void message(const TableRow& row, const ColumnsBeside& beside) {
    const auto made_by = row.text(plugin);
    auto body = message_body(
        {row.bytes(text), row.bytes(attributed), row.bytes(payload), row.bytes(summary), made_by}, row.at(),
        out_);
    const auto add_state = [&](std::string_view what) {
      if (body.state.find(what) == std::string::npos)
        body.state += (body.state.empty() ? "" : ", ") + std::string(what);
    };
    if (row.number(edited) != 0) add_state("edited");
    if (row.number(retracted) != 0) add_state("retracted");
    if (deleted_.has(row.id())) add_state("deleted");
    const auto sent = sent_with(row);
    const auto* chat = chat_of(row.id());
    out_.add(Message{.service = sent.service,
                     .direction = sent.direction,
                     .email = {sent.person.email},
                     .phone = {sent.person.phone},
                     .name = sent.person.name,
                     .conversation = chat == nullptr      ? ""
                                     : chat->name.empty() ? chat->identifier
                                                          : chat->name,
                     .text = body.text,
                     .when = sent.when.when,
                     .when_text = sent.when.text,
                     .read = row.time(read_at, Epoch::mac_either).when,
                     .state = body.state,
                     .row = row.id(),
                     .app_id = {app}},
             row.at());
    LinkMentioned mentioned{.app_id = {app},
                            .direction = sent.direction,
                            .email = {sent.person.email},
                            .phone = {sent.person.phone},
                            .when = sent.when.when,
                            .when_text = sent.when.text,
                            .row = row.id()};
    for (const auto& link : body.links) {
      mentioned.where = link.where;
      out_.add(with_link(mentioned, link.url), row.at());
    }
    beside.add_links(row, mentioned, out_);
    // "com.apple.messages.MSMessageExtensionBalloonPlugin:TEAM:com.example.app": an app that sent it.
    const auto maker = made_by.substr(made_by.rfind(':') + 1);
    if (!maker.empty() && makers_.size() < most_makers && makers_.insert(maker).second)
      out_.add(
          IdentityKnown{.role = "interaction", .app_id = {maker}, .when = sent.when.when, .row = row.id()},
          row.at());
  }

  void attachments() {
    auto messages = tables_.lookup("message", columns());
    const ColumnsBeside beside(tables_, "attachment",
                               {"filename", "mime_type?", "transfer_name?", "total_bytes?", "is_outgoing?",
                                "created_date|start_date?"},
                               own);
    tables_.each_if_there("attachment", beside.all(), [&](const TableRow& row) {
      beside.add_links(row, {.app_id = {app}, .row = row.id()}, out_);
      auto path = row.text(0);
      if (path.starts_with("~/")) path.replace(0, 1, home);
      const auto media = row.text(1), name = row.text(2);
      Sent sent{.person = {},
                .when = row.time(5, Epoch::mac_either),
                .direction = row.has(4) ? row.number(4) != 0 ? "sent" : "received" : "",
                .service = {}};
      if (const auto id = message_of_.of(row.id()); id != 0)
        messages.find(id, [&](const TableRow& of) { sent = sent_with(of); });
      out_.add(FileAttached{.path = {path},
                            .name = {name},
                            .media_type = media,
                            .direction = sent.direction,
                            .service = sent.service,
                            .email = {sent.person.email},
                            .phone = {sent.person.phone},
                            .when = sent.when.when,
                            .when_text = sent.when.text,
                            .size = row.number(3, -1),
                            .row = row.id()},
               row.at());
    });
  }

  SqliteTables& tables_;
  Sink& out_;
  std::unordered_map<std::int64_t, Person> handles_;
  std::unordered_set<std::string> makers_;
  std::vector<Chat> chats_;
  std::unordered_map<std::int64_t, std::uint32_t> chat_numbers_;
  // By message. Two bytes are enough for all but the chats beyond 65,534.
  static constexpr std::uint32_t beyond = UINT16_MAX;
  RowValues<std::uint16_t> chat_of_;
  std::unordered_map<std::int64_t, std::uint32_t> far_chat_of_;
  RowValues<std::int64_t> message_of_;  // by attachment
  RowSet deleted_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Messages(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"message", "handle", "chat"});
}

}  // namespace

Reader ios_messages() {
  return {.about = "Messages of iOS (iMessage, SMS, MMS, RCS), their links and attachments.",
          .probe = "ios.messages",
          .paths = ios_paths({"private/var/mobile/Library/SMS/sms.db"}),
          .wants = database_logs,
          .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
