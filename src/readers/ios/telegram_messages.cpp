// Messages of Telegram on iOS, their links and files, from postbox/db/db_sqlite of each account: t2 has whom
// it knows, t7 the messages, t6 what several of them share (formats/postbox.h). Of secret chats it has what
// is on the device. Where Telegram encrypted the database only that is told. What it keeps of the servers'
// side is not here.
#include <unordered_map>

#include "base/text.h"
#include "formats/postbox.h"
#include "readers/inner_links.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"
#include "readers/sealed_database.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "ph.telegra.Telegraph", service = "Telegram";
constexpr std::size_t most_peers = 2'000'000;

struct Peer {
  std::string name, user, phone;
};

class Messages {
 public:
  Messages(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    tables_.each("t2", {"key", "value"}, [&](const TableRow& row) { peer(row); });
    bad_peers_.tell("row(s) of t2 could not be read whole", out_);
    tables_.each("t7", {"key", "value"}, [&](const TableRow& row) { message(row); });
    tables_.each_if_there("t6", {"value"}, [&](const TableRow& row) { shared(row); });
    bad_messages_.tell("row(s) of t7 are no message that is known", out_);
    bad_shared_.tell("row(s) of t6 could not be read whole", out_);
    bad_objects_.tell("message(s) have parts that could not be read whole", out_);
  }

 private:
  // Whom a message was with is kept when the message is gone.
  void peer(const TableRow& row) {
    Peer peer;
    std::string last;
    const bool whole =
        each_postbox_text(row.bytes(1), [&](std::string_view name, std::string_view text, unsigned depth) {
          if (depth != 1) return;
          if (name == "fn" || name == "t") peer.name = to_utf8(text);
          if (name == "ln") last = to_utf8(text);
          if (name == "un") peer.user = to_utf8(text);
          if (name == "p") peer.phone = to_utf8(text);
        });
    if (!whole) bad_peers_.one(row.at());
    if (!last.empty()) peer.name += (peer.name.empty() ? "" : " ") + last;
    if (peer.name.empty() && peer.user.empty() && peer.phone.empty()) return;
    if (!peer.phone.empty() && peer.phone.find_first_not_of("0123456789") == peer.phone.npos)
      peer.phone.insert(peer.phone.begin(), '+');
    add_bounded(IdentityKnown{.role = "interaction",
                              .phone = {peer.phone},
                              .name = peer.name,
                              .account = peer.user,
                              .service = service,
                              .app_id = {app},
                              .row = row.number(0)},
                row.at(), out_);
    if (peers_.size() < most_peers) peers_.emplace(row.number(0), std::move(peer));
  }

  const Peer& known_peer(std::int64_t id) const {
    static const Peer nobody;
    const auto at = peers_.find(id);
    return at == peers_.end() ? nobody : at->second;
  }

  void message(const TableRow& row) {
    const auto read = read_postbox_message(row.bytes(0), row.bytes(1));
    if (!read) return bad_messages_.one(row.at());
    const auto& chat = known_peer(read->peer);
    const auto& other = read->incoming && read->author ? known_peer(*read->author) : chat;
    const auto text = to_utf8(read->text);
    const std::string_view direction = read->incoming ? "received" : "sent";
    const LinkMentioned like{.where = "text",
                             .app_id = {app},
                             .direction = direction,
                             .phone = {other.phone},
                             .when = read->when,
                             .row = read->id};
    Message seen{.service = service,
                 .direction = direction,
                 .phone = {other.phone},
                 .name = other.name.empty() ? other.user : other.name,
                 .conversation = chat.name.empty() ? chat.user : chat.name,
                 .text = text,
                 .when = read->when,
                 .row = read->id,
                 .app_id = {app}};
    if (text.size() > longest_database_text) {
      seen.text = std::string_view(text).substr(0, longest_database_text);
      out_.problem(Fault::too_big, "a message was cut", row.at());
    }
    out_.add(seen, row.at());
    add_links(text, like, row.at(), out_);
    bool whole = read->whole;
    for (const auto object : read->objects) whole = parts(object, like, row) && whole;
    if (!whole) bad_objects_.one(row.at());
  }

  // What several messages have: a page, a file. Which ones is not said here.
  void shared(const TableRow& row) {
    const auto media = read_postbox_media(row.bytes(0));
    bool whole = media && media->whole;
    if (media && !media->object.empty())
      whole = parts(media->object, {.app_id = {app}, .row = row.id()}, row) && whole;
    if (!whole) bad_shared_.one(row.at());
  }

  // What a link in the text leads to, previews of pages, names of files.
  bool parts(Bytes object, LinkMentioned like, const TableRow& row) {
    like.where = "preview";
    std::string file, type;
    const auto text = [&](std::string_view name, std::string_view value, unsigned) {
      const auto written = to_utf8(value);
      if (name == "fn") file = written;
      if (name == "mt") type = written;
      // A name of a file is like one of a host, but for a scheme.
      if (name != "fn" || written.find("://") != written.npos) add_links(written, like, row.at(), out_);
    };
    const bool whole =
        each_postbox_text(object, text, [&](Bytes value) { add_inner_links(value, like, row.at(), out_); });
    if (!file.empty())
      add_bounded(FileAttached{.name = {file},
                               .media_type = type,
                               .direction = like.direction,
                               .service = service,
                               .phone = like.phone,
                               .when = like.when,
                               .row = like.row},
                  row.at(), out_);
    return whole;
  }

  SqliteTables& tables_;
  Sink& out_;
  std::unordered_map<std::int64_t, Peer> peers_;
  Strays bad_peers_, bad_messages_, bad_shared_, bad_objects_;
};

void read(const File& file, Sink& out) {
  if (is_sealed_database(*file.source))
    return out.problem(Fault::encrypted, "Telegram encrypts its database: its messages were not read", 0);
  if (auto tables = SqliteTables::open(file, out)) Messages(*tables, out).read();
}

}  // namespace

Reader telegram_messages() {
  return {.about = "Messages of Telegram on iOS, their links and files.",
          .probe = "ios.telegram",
          .paths =
              ios_paths({"private/var/mobile/Containers/Shared/AppGroup/*/telegram-data/account-*/postbox/db/"
                         "db_sqlite"}),
          .wants = database_logs,
          .emits = {Message::kind, LinkMentioned::kind, FileAttached::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .read = read};
}

}  // namespace waarborg
