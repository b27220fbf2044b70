// Messages of Viber on iOS, their links and files, from Contacts.data: ZVIBERMESSAGE with the conversation
// and the member of it who wrote. A message that was not received was sent. Columns:
// Viber_Contacts_Data_messages.sql of https://github.com/kacos2000/Queries, and what others say of later
// versions (seen 2026-11).
#include <algorithm>
#include <map>

#include "readers/inner_links.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "com.viber", service = "Viber";
constexpr std::size_t most_numbers = 1000;  // of one person

class Messages {
 public:
  Messages(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    tables_.each_if_there("ZMEMBER", {"ZDISPLAYFULLNAME?", "ZDISPLAYSHORTNAME?", "ZNAME?"},
                          [&](const TableRow& row) {
                            auto& member = members_[row.id()];
                            for (const std::size_t column : {0u, 1u, 2u})
                              if (member.name.empty()) member.name = row.text(column);
                          });
    // Older versions give both the same number instead.
    tables_.each_if_there("ZPHONENUMBER", {"ZCANONIZEDPHONENUM?", "ZPHONE?", "ZMEMBER?", "ZEMAIL?"},
                          [&](const TableRow& row) { number(row); });
    for (const auto& [id, member] : members_) met(id, member);
    tables_.each_if_there("ZCONVERSATION", {"ZNAME?", "ZINTERLOCUTOR?"}, [&](const TableRow& row) {
      conversations_[row.id()] = {row.text(0), row.number(1)};
    });
    tables_.each_if_there("ZATTACHMENT", {"ZNAME?", "ZTYPE?", "ZFILESIZE?"}, [&](const TableRow& row) {
      attachments_[row.id()] = {row.text(0), row.text(1), row.number(2, -1)};
    });
    const ColumnsBeside columns(tables_, "ZVIBERMESSAGE",
                                {"ZTEXT", "ZDATE", "ZSTATE?", "ZCONVERSATION?", "ZPHONENUMINDEX?",
                                 "ZATTACHMENT?", "ZCALLTYPE?", "ZMETADATA?"});
    tables_.each("ZVIBERMESSAGE", columns.all(), [&](const TableRow& row) { message(row, columns); });
    add_links_of_other_tables(tables_, {"ZVIBERMESSAGE", "ZATTACHMENT"}, {.app_id = {app}}, out_);
    // A file whose message is gone.
    for (const auto& [id, attached] : attachments_)
      if (!attached.told)
        file(attached, {.service = service, .size = attached.size, .row = id}, row_offset(id));
  }

 private:
  struct Member {
    std::string name, phone;
    std::vector<std::string> others;  // numbers and addresses
  };
  struct Conversation {
    std::string name;
    std::int64_t with = 0;
  };
  struct Attachment {
    std::string name, type;
    std::int64_t size = -1;
    bool told = false;
  };

  // A person may have several.
  void number(const TableRow& row) {
    auto& member = members_[row.has(2) ? row.number(2) : row.id()];
    for (const std::size_t column : {1u, 0u, 3u}) {
      auto one = row.text(column);
      if (one.empty()) continue;
      if (column != 3 && (member.phone.empty() || (one.starts_with('+') && !member.phone.starts_with('+'))))
        std::swap(member.phone, one);
      if (!one.empty() && one != member.phone && member.others.size() < most_numbers &&
          std::ranges::find(member.others, one) == member.others.end())
        member.others.push_back(std::move(one));
    }
  }

  // Whom a message was with is kept when the message is gone.
  void met(std::int64_t id, const Member& member) {
    met(id, member.name, member.phone);
    for (const auto& other : member.others) met(id, member.name, other);
  }

  void met(std::int64_t id, const std::string& name, const std::string& address) {
    const auto person = person_of(address);
    out_.add(IdentityKnown{.role = "interaction",
                           .email = {person.email},
                           .phone = {person.phone},
                           .name = name,
                           .account = person.name,
                           .service = service,
                           .app_id = {app},
                           .row = id},
             row_offset(id));
  }

  void message(const TableRow& row, const ColumnsBeside& columns) {
    const auto state = row.text(2), written = row.text(0), call = row.text(6);
    const bool received = state.empty() ? row.has(4) : state == "received";
    const auto chat = conversations_.find(row.number(3));
    auto other = members_.find(row.number(4));
    if (!received || other == members_.end())
      other = chat == conversations_.end() ? members_.end() : members_.find(chat->second.with);
    const auto who = other == members_.end() ? Member() : other->second;
    const auto person = person_of(who.phone);
    const auto when = row.time(1, Epoch::mac_seconds);
    const std::string_view direction = received ? "received" : "sent";
    out_.add(Message{.service = call.empty() ? service : "Viber call",
                     .direction = direction,
                     .phone = {person.phone},
                     .name = who.name,
                     .conversation = chat == conversations_.end() ? std::string_view() : chat->second.name,
                     .text = written,
                     .when = when.when,
                     .when_text = when.text,
                     .state = call.empty() ? std::string_view(state) : std::string_view(call),
                     .row = row.id(),
                     .app_id = {app}},
             row.at());
    const LinkMentioned like{.where = "text",
                             .app_id = {app},
                             .direction = direction,
                             .phone = {person.phone},
                             .when = when.when,
                             .when_text = when.text,
                             .row = row.id()};
    add_links(as_text(row.bytes(0)), like, row.at(), out_);
    auto preview = like;
    preview.where = "preview";
    add_inner_links(row.bytes(7), preview, row.at(), out_);
    columns.add_links(row, like, out_);
    const auto attached = attachments_.find(row.number(5));
    if (attached == attachments_.end()) return;
    attached->second.told = true;
    file(attached->second,
         {.direction = direction,
          .service = service,
          .phone = {person.phone},
          .when = when.when,
          .when_text = when.text,
          .size = attached->second.size,
          .row = row.id()},
         row.at());
  }

  void file(const Attachment& attached, FileAttached seen, std::uint64_t at) {
    if (attached.name.empty()) return;
    seen.name = {attached.name};
    seen.media_type = attached.type;
    out_.add(seen, at);
  }

  SqliteTables& tables_;
  Sink& out_;
  std::map<std::int64_t, Member> members_;
  std::unordered_map<std::int64_t, Conversation> conversations_;
  std::map<std::int64_t, Attachment> attachments_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Messages(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZVIBERMESSAGE"});
}

}  // namespace

Reader viber_messages() {
  return {
      .about = "Messages and calls of Viber on iOS, their links and files.",
      .probe = "ios.viber",
      .paths = ios_paths({"private/var/mobile/Containers/Shared/AppGroup/*/com.viber/database/Contacts.data",
                          "private/var/mobile/Containers/Shared/AppGroup/*/database/Contacts.data",
                          "private/var/mobile/Containers/Data/Application/*/Documents/Contacts.data"}),
      .wants = database_logs,
      .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
      .shape = Shape::random,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg
