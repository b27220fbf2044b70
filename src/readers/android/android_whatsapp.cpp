// Messages of WhatsApp on Android with their links and media, from msgstore.db in clear. Newer ones keep
// messages in `message`, chats in `chat` and addresses in `jid`; older ones all of it in `messages`. Both may
// stand in one file while WhatsApp changes it over. Times are in milliseconds. Where WhatsApp keeps media
// (mmg.whatsapp.net) is no link that anybody wrote. Links stand in many more tables (buttons of templates,
// advertisements, events, products, answers, cards of contacts), and each version has others: all are read.
// Source: the schemas that IPED's ExtractorAndroid and ExtractorAndroidNew and published queries of examiners
// name, and those of msgstore.db that the tests of chat-history-manager hold (versions of 2023 and 2026).
#include "formats/links_in_text.h"
#include "readers/android_app_files.h"
#include "readers/message_cards.h"
#include "readers/other_tables.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

bool is_own_store(std::string_view url) {
  return url.starts_with("https://mmg.whatsapp.net/") || url.starts_with("https://mmg-fna.whatsapp.net/");
}

struct Told {
  Person person;
  StoredTime when;
  std::string_view direction;
  std::string chat;
};

class Messages {
 public:
  Messages(SqliteTables& tables, std::string_view app, Sink& out) : tables_(tables), app_(app), out_(out) {}

  void read() {
    const bool older = tables_.has("messages", "key_remote_jid"), newer = tables_.has("message");
    if (newer || !older) read_newer();
    if (older) read_older();
    each_other_text(tables_,
                    {"jid", "jid_map", "chat", "call_log", "message", "message_media", "message_text",
                     "message_quoted", "messages", "chat_list"},
                    "message_row_id", [&](const OtherText& one, const TableRow& row) { other(one, row); });
  }

 private:
  enum Column { chat_row, from_me, sender, date, text, translated };
  static const SqliteTables::Columns& columns() {
    static const SqliteTables::Columns all = {"chat_row_id", "from_me",   "sender_jid_row_id?",
                                              "timestamp",   "text_data", "translated_text?"};
    return all;
  }
  static const SqliteTables::Columns& quoted_columns() {
    static const SqliteTables::Columns all = {"chat_row_id?", "from_me?", "sender_jid_row_id?", "timestamp?",
                                              "text_data?"};
    return all;
  }
  static const SqliteTables::Columns& older_columns() {
    static const SqliteTables::Columns all = {
        "key_remote_jid", "key_from_me",      "data",        "timestamp",      "remote_resource?",
        "media_url?",     "media_mime_type?", "media_name?", "media_caption?", "media_size?"};
    return all;
  }

  void read_newer() {
    tables_.each_if_there("jid", {"raw_string?", "user?", "server?"}, [&](const TableRow& row) {
      auto& address = addresses_[row.id()];
      address = row.text(0);
      if (address.empty() && !row.text(1).empty()) address = row.text(1) + '@' + row.text(2);
      met(address, row);
    });
    // Who is written to by a number that hides the one of the phone.
    tables_.each_if_there("jid_map", {"lid_row_id", "jid_row_id"}, [&](const TableRow& row) {
      const auto phone = addresses_.find(row.number(1));
      if (phone != addresses_.end() && !phone->second.empty()) addresses_[row.number(0)] = phone->second;
    });
    tables_.each_if_there("chat", {"jid_row_id", "subject?"}, [&](const TableRow& row) {
      const auto address = addresses_.find(row.number(0));
      chats_[row.id()] = {address == addresses_.end() ? std::string() : address->second, row.text(1)};
      links(as_text(row.bytes(1)), "group", {}, row);
    });
    tables_.each("message", columns(), [&](const TableRow& row) {
      const auto one = told_by(row);
      add(one, row.text(text), row);
      links(as_text(row.bytes(text)), "text", one, row);
      links(as_text(row.bytes(translated)), "translation", one, row);
    });
    tables_.each_if_there("message_quoted", quoted_columns(), [&](const TableRow& row) {
      links(as_text(row.bytes(text)), "quoted", told_by(row), row);
    });
    tables_.each_if_there("call_log", {"jid_row_id?", "from_me?", "timestamp?", "video_call?"},
                          [&](const TableRow& row) { call(row); });
    messages_.emplace(tables_.lookup("message", columns()));
    tables_.each_if_there(
        "message_media",
        {"message_row_id", "message_url?", "file_path?", "file_size?", "mime_type?", "media_name?",
         "media_caption?", "metadata_url?", "qr_url?", "accessibility_label?", "raw_transcription_text?"},
        [&](const TableRow& row) { media(row); });
    tables_.each_if_there("message_text", {"message_row_id", "url?", "page_title?", "description?"},
                          [&](const TableRow& row) {
                            const auto one = told(row.number(0));
                            for (const std::size_t column : {1u, 2u, 3u})
                              links(as_text(row.bytes(column)), "preview", one, row);
                          });
  }

  Told told_by(const TableRow& row) const {
    Told out;
    const bool sent = row.number(from_me) != 0;
    out.direction = sent ? "sent" : "received";
    out.when = row.time(date, Epoch::unix_milliseconds);
    const auto chat = chats_.find(row.number(chat_row));
    const auto writer = addresses_.find(row.number(sender));
    std::string_view address = chat == chats_.end() ? std::string_view() : chat->second.address;
    if (!sent && writer != addresses_.end() && !writer->second.empty()) address = writer->second;
    out.person = person_of(address);
    if (chat != chats_.end())
      out.chat = chat->second.subject.empty() ? chat->second.address : chat->second.subject;
    return out;
  }

  Told told(std::int64_t message) {
    if (message != last_) {
      last_ = message;
      last_told_ = {};
      const bool found =
          messages_ && messages_->find(message, [&](const TableRow& row) { last_told_ = told_by(row); });
      if (!found && older_)
        older_->find(message, [&](const TableRow& row) { last_told_ = told_by_older(row); });
    }
    return last_told_;
  }

  void media(const TableRow& row) {
    const auto one = told(row.number(0));
    for (const std::size_t column : {1u, 5u, 6u, 7u, 8u, 9u, 10u})
      links(as_text(row.bytes(column)), "media", one, row);
    attached(one, row.text(2), row.text(5), row.text(4), row.number(3, -1), row);
  }

  void read_older() {
    tables_.each("messages", older_columns(), [&](const TableRow& row) { older(row); });
    older_.emplace(tables_.lookup("messages", older_columns()));
    tables_.each_if_there("chat_list", {"key_remote_jid", "subject?"}, [&](const TableRow& row) {
      met(row.text(0), row);
      links(as_text(row.bytes(1)), "group", {}, row);
    });
  }

  static Told told_by_older(const TableRow& row) {
    Told one;
    const auto chat = row.text(0), writer = row.text(4);
    const bool sent = row.number(1) != 0;
    one.direction = sent ? "sent" : "received";
    one.when = row.time(3, Epoch::unix_milliseconds);
    one.person = person_of(!sent && !writer.empty() ? writer : chat);
    one.chat = chat;
    return one;
  }

  void older(const TableRow& row) {
    if (row.text(0) == "-1") return;  // the row that WhatsApp begins its table with
    const auto one = told_by_older(row);
    add(one, row.text(2), row);
    links(as_text(row.bytes(2)), "text", one, row);
    for (const std::size_t column : {5u, 7u, 8u}) links(as_text(row.bytes(column)), "media", one, row);
    attached(one, {}, row.text(7), row.text(6), row.number(9, -1), row);
  }

  void other(const OtherText& found, const TableRow& row) {
    const auto one = found.refers > 0 ? told(found.refers) : Told();
    if (found.plain) return links(found.text, found.table, one, row);
    for (const auto& link : links_in_text(found.text))
      if (link.find("://") != std::string::npos) links(link, found.table, one, row);
  }

  void call(const TableRow& row) {
    const auto other = addresses_.find(row.number(0));
    const auto person = person_of(other == addresses_.end() ? std::string_view() : other->second);
    const auto when = row.time(2, Epoch::unix_milliseconds);
    out_.add(Message{.service = row.number(3) != 0 ? "WhatsApp video call" : "WhatsApp call",
                     .direction = row.number(1) != 0 ? "sent" : "received",
                     .email = {person.email},
                     .phone = {person.phone},
                     .name = person.name,
                     .when = when.when,
                     .when_text = when.text,
                     .row = row.id(),
                     .app_id = {app_}},
             row.at());
  }

  // Whom a message was with is kept when the message is gone.
  void met(const std::string& account, const TableRow& row) {
    if (account.empty()) return;
    const auto person = person_of(account);
    out_.add(IdentityKnown{.role = "interaction",
                           .email = {person.email},
                           .phone = {person.phone},
                           .account = account,
                           .service = "WhatsApp",
                           .app_id = {app_},
                           .row = row.id()},
             row.at());
  }

  void add(const Told& one, const std::string& written, const TableRow& row) {
    out_.add(Message{.service = "WhatsApp",
                     .direction = one.direction,
                     .email = {one.person.email},
                     .phone = {one.person.phone},
                     .name = one.person.name,
                     .conversation = one.chat,
                     .text = written,
                     .when = one.when.when,
                     .when_text = one.when.text,
                     .row = row.id(),
                     .app_id = {app_}},
             row.at());
  }

  void attached(const Told& one, const std::string& path, const std::string& name, const std::string& type,
                std::int64_t size, const TableRow& row) {
    if (path.empty() && name.empty()) return;
    // Below WhatsApp's own folder: no path of the phone.
    const bool absolute = path.starts_with('/');
    out_.add(
        FileAttached{.path = {absolute ? std::string_view(path) : std::string_view()},
                     .name = {name.empty() ? path : name},
                     .media_type = type,
                     .direction = one.direction,
                     .service = "WhatsApp",
                     .email = {one.person.email},
                     .phone = {one.person.phone},
                     .when = one.when.when,
                     .when_text = one.when.text,
                     .size = size,
                     .row = row.id(),
                     .kept_as = {absolute || name.empty() ? std::string_view() : std::string_view(path)}},
        row.at());
  }

  void links(std::string_view written, std::string_view where, const Told& one, const TableRow& row) {
    if (is_own_store(written)) return;
    add_cards(written, {.role = "contact", .service = "WhatsApp", .app_id = {app_}, .row = row.id()},
              row.at(), out_);
    add_links(written,
              {.where = where,
               .app_id = {app_},
               .direction = one.direction,
               .email = {one.person.email},
               .phone = {one.person.phone},
               .when = one.when.when,
               .when_text = one.when.text,
               .row = row.id()},
              row.at(), out_);
  }

  struct Chat {
    std::string address, subject;
  };
  SqliteTables& tables_;
  std::string_view app_;
  Sink& out_;
  std::unordered_map<std::int64_t, std::string> addresses_;
  std::unordered_map<std::int64_t, Chat> chats_;
  std::optional<TableLookup> messages_, older_;
  std::int64_t last_ = 0;  // no message has the number 0
  Told last_told_;
};

void read(const File& file, Sink& out) {
  const auto app = app_of_file(file.path);
  if (auto tables = SqliteTables::open(file, out))
    Messages(*tables, app.empty() ? "com.whatsapp" : app, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"message", "jid"}) || is_database_with(head, {"messages", "chat_list"});
}

}  // namespace

Reader android_whatsapp() {
  Reader reader = {.about = "Messages of WhatsApp on Android, their links and media.",
                   .probe = "android.whatsapp",
                   .paths = android_app_paths({{"com.whatsapp", "databases/msgstore.db"},
                                               {"com.whatsapp.w4b", "databases/msgstore.db"}}),
                   .wants = database_logs,
                   .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
                   .shape = Shape::random,
                   .recognise = recognise,
                   .read = read};
  reader.paths.push_back("**/msgstore.db");
  return reader;
}

}  // namespace waarborg
