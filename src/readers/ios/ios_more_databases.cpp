// Databases of iOS of which one table matters, as a list: which file, which table, which column is what. A
// further one is a row here. FrontBoard keeps apps that are gone; knowledgeC what was used when;
// CellularUsage the numbers of the device's own cards; Mail whom mail was with (its texts lie elsewhere).
#include <array>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

enum class As : std::uint8_t { app, use, own_number, correspondent };

struct Definition {
  std::string_view file, table;
  As as;
  std::string_view value, more, when;  // columns; more and when may be missing
  Epoch epoch;
};

constexpr std::array<Definition, 4> definitions = {{
    {"applicationState.db", "application_identifier_tab", As::app, "application_identifier",
     "no_such_column?", "no_such_column?", Epoch::mac_seconds},
    {"knowledgeC.db", "ZOBJECT", As::use, "ZVALUESTRING", "ZSTREAMNAME", "ZSTARTDATE?", Epoch::mac_seconds},
    {"CellularUsage.db", "subscriber_info", As::own_number, "subscriber_mdn", "subscriber_id?",
     "last_update_time?", Epoch::mac_seconds},
    {"Protected Index", "addresses", As::correspondent, "address", "comment?", "no_such_column?",
     Epoch::mac_seconds},
}};

// Streams of knowledgeC: /app/inFocus, /app/usage, ... name an app, /safari/history a page; of the others the
// value is something else.
void use(const TableRow& row, std::string_view value, std::string_view stream, const StoredTime& when,
         Sink& out) {
  if (stream == "/safari/history")
    out.add(PageVisit{.url = {value},
                      .how = "observed",
                      .app_id = {"com.apple.mobilesafari"},
                      .when = when.when,
                      .when_text = when.text,
                      .row = row.id()},
            row.at());
  else if (stream.starts_with("/app/"))
    out.add(ProcessSeen{.app_id = {value}, .how = stream, .when = when.when, .when_text = when.text},
            row.at());
}

void add(const Definition& as, const TableRow& row, Sink& out) {
  const auto value = row.text(0), more = row.text(1);
  const auto when = row.time(2, as.epoch);
  if (value.empty()) return;
  const auto person = person_of(value);
  switch (as.as) {
    case As::app:
      return out.add(Program{.package = {"ios", value},
                             .state = "known to the system",
                             .present = Presence::historic,
                             .app_id = {value}},
                     row.at());
    case As::use:
      return use(row, value, more, when, out);
    case As::own_number:
      return out.add(IdentityKnown{.role = "own",
                                   .phone = {value},
                                   .account = more,
                                   .when = when.when,
                                   .when_text = when.text,
                                   .row = row.id()},
                     row.at());
    case As::correspondent:
      return out.add(IdentityKnown{.role = "interaction",
                                   .email = {person.email},
                                   .phone = {person.phone},
                                   .name = more.empty() ? person.name : more,
                                   .service = "mail",
                                   .row = row.id()},
                     row.at());
  }
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  for (const auto& as : definitions)
    if (file.path.ends_with(as.file))
      tables->each(as.table, {as.value, as.more, as.when}, [&](const TableRow& row) { add(as, row, out); });
}

}  // namespace

Reader ios_more_databases() {
  return {.about = "Apps that iOS knew or used, the numbers of its own cards, and whom mail was with.",
          .probe = "ios.more",
          .paths = ios_paths({"private/var/mobile/Library/FrontBoard/applicationState.db",
                              "private/var/mobile/Library/CoreDuet/Knowledge/knowledgeC.db",
                              "private/var/wireless/Library/Databases/CellularUsage.db",
                              "private/var/mobile/Library/Mail/Protected Index"}),
          .wants = database_logs,
          .emits = {Program::kind, ProcessSeen::kind, PageVisit::kind, IdentityKnown::kind},
          .shape = Shape::random,
          .read = read};
}

}  // namespace waarborg
