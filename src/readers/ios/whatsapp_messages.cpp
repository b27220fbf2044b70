// Messages of WhatsApp on iOS with their links and media, from ChatStorage.sqlite. Who wrote in a group is a
// member of it; elsewhere the address of the sender says it. Where WhatsApp keeps media (mmg.whatsapp.net) is
// no link that anybody wrote, and is left out.
#include <set>

#include "base/text.h"
#include "formats/links_in_text.h"
#include "readers/inner_links.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "net.whatsapp.WhatsApp";
constexpr std::size_t most_accounts = 1'000'000;

struct Told {
  Person person;
  StoredTime when;
  std::string_view direction;
};

bool is_own_store(std::string_view url) {
  return url.starts_with("https://mmg.whatsapp.net/") || url.starts_with("https://mmg-fna.whatsapp.net/");
}

// "My report.pdf", and not "See you. Bye"
bool is_name_of_file(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || text.find('\n') != std::string_view::npos) return false;
  const auto ending = text.substr(dot + 1);
  return !ending.empty() && ending.size() <= 5 && ending.find_first_of(" /") == std::string_view::npos;
}

class Messages {
 public:
  Messages(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    tables_.each_if_there("ZWAGROUPMEMBER", {"ZMEMBERJID", "ZCONTACTNAME?"}, [&](const TableRow& row) {
      members_[row.id()] = row.text(0);
      met(row);
    });
    tables_.each_if_there("ZWACHATSESSION", {"ZCONTACTJID", "ZPARTNERNAME?"}, [&](const TableRow& row) {
      chats_[row.id()] = {row.text(0), row.text(1)};
      met(row);
    });
    const ColumnsBeside of_messages(tables_, "ZWAMESSAGE", columns());
    tables_.each("ZWAMESSAGE", of_messages.all(), [&](const TableRow& row) { message(row, of_messages); });
    messages_.emplace(tables_.lookup("ZWAMESSAGE", columns()));
    const ColumnsBeside of_media(tables_, "ZWAMEDIAITEM",
                                 {"ZMESSAGE", "ZMEDIAURL?", "ZMEDIALOCALPATH?", "ZFILESIZE?", "ZTITLE?",
                                  "ZAUTHORNAME?", "ZVCARDSTRING?"});
    tables_.each_if_there("ZWAMEDIAITEM", of_media.all(), [&](const TableRow& row) {
      media(row);
      of_media.add_links(row, like({}, told(row.number(0)), row), out_);
    });
    const ColumnsBeside of_data(
        tables_, "ZWAMESSAGEDATAITEM",
        {"ZMESSAGE", "ZMATCHEDTEXT?", "ZCONTENT1?", "ZCONTENT2?", "ZSUMMARY?", "ZTITLE?"});
    tables_.each_if_there("ZWAMESSAGEDATAITEM", of_data.all(), [&](const TableRow& row) {
      for (const std::size_t column : {1u, 2u, 3u, 4u, 5u})
        links(as_text(row.bytes(column)), "preview", told(row.number(0)), row);
      of_data.add_links(row, like({}, told(row.number(0)), row), out_);
    });
    accounts();
  }

 private:
  // Accounts in any other column: who made a group, who is blocked, whom a message also went to.
  void accounts() {
    for (const auto& table : tables_.names()) {
      SqliteTables::Columns of_accounts;
      const auto all = tables_.columns(table);
      for (const auto& column : all)
        if (lower(column).find("jid") != column.npos) of_accounts.emplace_back(column);
      if (of_accounts.empty()) continue;
      tables_.each(table, of_accounts, [&](const TableRow& row) {
        for (std::size_t i = 0; i < of_accounts.size(); ++i)
          if (auto account = row.text(i); !account.empty()) {
            if (account.find_first_not_of("0123456789") == account.npos) account += "@s.whatsapp.net";
            met(account, {}, row);
          }
      });
    }
  }

  // Whom a message was with is kept when the message is gone.
  void met(const TableRow& row) {
    const auto name = row.text(1);
    met(row.text(0), name, row);
    links(name, "name", {}, row);
  }

  // Each once.
  void met(const std::string& account, const std::string& name, const TableRow& row) {
    if (met_.size() < most_accounts && !met_.insert(account).second && name.empty()) return;
    const auto person = person_of(account);
    out_.add(IdentityKnown{.role = "interaction",
                           .email = {person.email},
                           .phone = {person.phone},
                           .name = name,
                           .account = account,
                           .service = "WhatsApp",
                           .app_id = {app},
                           .row = row.id()},
             row.at());
  }

  enum Column { text, from_me, date, from, to, group_member, session, push_name };
  static const SqliteTables::Columns& columns() {
    static const SqliteTables::Columns all = {"ZTEXT",   "ZISFROMME",     "ZMESSAGEDATE",  "ZFROMJID?",
                                              "ZTOJID?", "ZGROUPMEMBER?", "ZCHATSESSION?", "ZPUSHNAME?"};
    return all;
  }

  Told told_by(const TableRow& row) const {
    const bool sent = row.number(from_me) != 0;
    Told told{
        .person = {}, .when = row.time(date, Epoch::mac_seconds), .direction = sent ? "sent" : "received"};
    const auto member = members_.find(row.number(group_member));
    auto address = row.text(sent ? to : from);
    if (!sent && member != members_.end()) address = member->second;
    if (address.empty())
      if (const auto chat = chats_.find(row.number(session)); chat != chats_.end())
        address = chat->second.address;
    told.person = person_of(address);
    return told;
  }

  void message(const TableRow& row, const ColumnsBeside& beside) {
    const auto told = told_by(row);
    const auto chat = chats_.find(row.number(session));
    const auto written = row.text(text), called = row.text(push_name);
    out_.add(Message{.service = "WhatsApp",
                     .direction = told.direction,
                     .email = {told.person.email},
                     .phone = {told.person.phone},
                     .name = !told.person.name.empty()  ? told.person.name
                             : told.direction == "sent" ? std::string_view()
                                                        : std::string_view(called),
                     .conversation = chat == chats_.end()        ? ""
                                     : chat->second.name.empty() ? chat->second.address
                                                                 : chat->second.name,
                     .text = written,
                     .when = told.when.when,
                     .when_text = told.when.text,
                     .row = row.id(),
                     .app_id = {app}},
             row.at());
    links(as_text(row.bytes(text)), "text", told, row);
    beside.add_links(row, like({}, told, row), out_);
    links(called, "name", told, row);
  }

  void media(const TableRow& row) {
    const auto& of = told(row.number(0));
    const auto url = row.text(1), path = row.text(2), title = row.text(4);
    links(url, "media", of, row);
    card(row);
    for (const std::size_t column : {4u, 5u, 6u}) links(as_text(row.bytes(column)), "media", of, row);
    // A document has its name there, a picture what was written below it.
    const bool named = is_name_of_file(title);
    if (path.empty() && !named) return;
    out_.add(FileAttached{.name = {named ? title : path},
                          .direction = of.direction,
                          .service = "WhatsApp",
                          .email = {of.person.email},
                          .phone = {of.person.phone},
                          .when = of.when.when,
                          .when_text = of.when.text,
                          .size = row.number(3, -1),
                          .row = row.id(),
                          .kept_as = {named ? path : std::string()}},
             row.at());
  }

  // Whom a contact that was sent is of: lines of a vCard, "item1.TEL;type=CELL:+31 6 12345678".
  void card(const TableRow& row) {
    const auto written = row.text(6);
    for (const auto line : split(written, '\n')) {
      const auto name = line.substr(0, line.find_first_of(";:"));
      if (!name.ends_with("TEL") && !name.ends_with("EMAIL")) continue;
      const auto value = std::string(trim(line.substr(line.rfind(':') + 1)));
      if (!value.empty()) met(value, {}, row);
    }
  }

  // What stands beside a message refers to it, often several rows to one.
  const Told& told(std::int64_t message) {
    if (message != last_) {
      last_ = message;
      last_told_ = {};
      messages_->find(message, [&](const TableRow& row) { last_told_ = told_by(row); });
    }
    return last_told_;
  }

  void links(std::string_view written, std::string_view where, const Told& of, const TableRow& row) {
    for (const auto& link : links_in_text(written))
      if (!is_own_store(link)) out_.add(with_link(like(where, of, row), link), row.at());
  }

  static LinkMentioned like(std::string_view where, const Told& of, const TableRow& row) {
    return {.where = where,
            .app_id = {app},
            .direction = of.direction,
            .email = {of.person.email},
            .phone = {of.person.phone},
            .when = of.when.when,
            .when_text = of.when.text,
            .row = row.id()};
  }

  struct Chat {
    std::string address, name;
  };
  SqliteTables& tables_;
  Sink& out_;
  std::set<std::string> met_;
  std::unordered_map<std::int64_t, std::string> members_;
  std::unordered_map<std::int64_t, Chat> chats_;
  std::optional<TableLookup> messages_;
  std::int64_t last_ = 0;  // no message has the number 0
  Told last_told_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Messages(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZWAMESSAGE", "ZWACHATSESSION"});
}

}  // namespace

Reader whatsapp_messages() {
  return {.about = "Messages of WhatsApp on iOS, their links and media.",
          .probe = "ios.whatsapp",
          .paths = ios_paths({"private/var/mobile/Containers/Shared/AppGroup/*/ChatStorage.sqlite"}),
          .wants = database_logs,
          .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
