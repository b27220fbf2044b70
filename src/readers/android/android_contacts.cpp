// People that an Android phone knows and calls it made: contacts2.db (data, of a kind that mimetypes names,
// of a person in raw_contacts), calllog.db (calls, which older versions keep in contacts2.db), and wa.db of
// WhatsApp (wa_contacts). Times of calls are in milliseconds. Source: ContactsDatabaseHelper and
// CallLogDatabaseHelper of the platform's contacts provider; android.provider.CallLog.
#include <fmt/core.h>

#include <unordered_set>

#include "readers/android_app_files.h"
#include "readers/other_tables.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view kinds = "vnd.android.cursor.item/";

void contacts(SqliteTables& tables, Sink& out) {
  const auto types = tables.texts("mimetypes", "mimetype");
  std::unordered_map<std::int64_t, std::string> names;
  tables.each_if_there("raw_contacts", {"display_name?"},
                       [&](const TableRow& row) { names.emplace(row.id(), row.text(0)); });
  tables.each("data", {"mimetype_id", "raw_contact_id", "data1", "data4?"}, [&](const TableRow& row) {
    const auto type = types.find(row.number(0));
    const auto kind = type != types.end() && type->second.starts_with(kinds)
                          ? std::string_view(type->second).substr(kinds.size())
                          : std::string_view();
    const auto value = row.text(2);
    if (value.empty()) return;
    if (kind == "website")
      return out.add(LinkMentioned{.url = {value}, .where = "contact", .row = row.id()}, row.at());
    const bool known = kind == "phone_v2" || kind == "email_v2" || kind == "im" || kind == "sip_address";
    // Of an app, in a form of its own: an address is one all the same.
    if (!known && value.find('@') == std::string::npos && !value.starts_with('+')) return;
    auto person = person_of(value);
    if (kind == "phone_v2") person = {.phone = value};
    if (!known && person.phone.empty() && person.email.empty()) return;
    const auto name = names.find(row.number(1));
    IdentityKnown one{.role = "contact",
                      .email = {person.email},
                      .phone = {person.phone},
                      .name = name == names.end() ? std::string_view() : std::string_view(name->second),
                      .account = person.name,
                      .row = row.id()};
    out.add(one, row.at());
    // As it is called from anywhere.
    const auto whole = row.text(3);
    if (kind != "phone_v2" || !whole.starts_with('+') || whole == value) return;
    one.phone = {whole};
    out.add(one, row.at());
  });
}

void call(const TableRow& row, std::unordered_set<std::string>& met, Sink& out) {
  static constexpr std::string_view states[] = {"",         "answered", "",        "missed",
                                                "recorded", "rejected", "blocked", "answered elsewhere"};
  const auto number = row.text(0), name = row.text(4);
  const auto type = row.number(3);
  auto state = std::string(type > 0 && type < 8 ? states[type] : "");
  if (row.number(2) > 0) state += fmt::format("{}{} s", state.empty() ? "" : ", ", row.number(2));
  const auto when = row.time(1, Epoch::unix_milliseconds);
  const auto person = person_of(number);
  out.add(Message{.service = "call",
                  .direction = type == 2              ? "sent"
                               : type > 0 && type < 8 ? "received"
                                                      : "",
                  .email = {person.email},
                  .phone = {person.phone},
                  .name = name.empty() ? std::string_view(person.name) : std::string_view(name),
                  .when = when.when,
                  .when_text = when.text,
                  .state = state,
                  .row = row.id()},
          row.at());
  // The same number as others write it.
  for (const std::size_t column : {5u, 6u}) {
    const auto whole = row.text(column);
    if (!whole.starts_with('+') || whole == number || !met.insert(whole).second) continue;
    out.add(IdentityKnown{.role = "interaction", .phone = {whole}, .service = "call", .row = row.id()},
            row.at());
  }
}

void known_to_whatsapp(const TableRow& row, Sink& out) {
  const auto account = row.text(0), number = row.text(1), shown = row.text(2), own = row.text(3);
  auto person = person_of(account);
  if (person.phone.empty()) person.phone = number;
  out.add(IdentityKnown{.role = "contact",
                        .email = {person.email},
                        .phone = {person.phone},
                        .name = shown.empty() ? own : shown,
                        .account = account,
                        .service = "WhatsApp",
                        .app_id = {"com.whatsapp"},
                        .row = row.id()},
          row.at());
  add_links(as_text(row.bytes(4)), {.where = "contact", .app_id = {"com.whatsapp"}, .row = row.id()},
            row.at(), out);
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  std::unordered_set<std::string> met;
  const bool whatsapp = tables->has("wa_contacts"), log = tables->has("calls");
  if (whatsapp)
    tables->each("wa_contacts", {"jid", "number?", "display_name?", "wa_name?", "status?"},
                 [&](const TableRow& row) { known_to_whatsapp(row, out); });
  if (log)
    tables->each("calls",
                 {"number", "date?", "duration?", "type?", "name?", "normalized_number?", "matched_number?"},
                 [&](const TableRow& row) { call(row, met, out); });
  if (tables->has("data", "mimetype_id") || (!whatsapp && !log)) contacts(*tables, out);
  add_other_links(*tables, {"mimetypes", "wa_contacts"}, {.app_id = {whatsapp ? "com.whatsapp" : ""}}, out);
}

bool recognise(Bytes head) {
  return is_database_with(head, {"raw_contacts", "mimetypes"}) || is_database_with(head, {"wa_contacts"}) ||
         is_database_with(head, {"calls", "voicemail_status"});
}

}  // namespace

Reader android_contacts() {
  Reader reader = {.about = "People that an Android phone and its WhatsApp know, and calls.",
                   .probe = "android.contacts",
                   .paths = android_app_paths({{"com.android.providers.contacts", "databases/contacts2.db"},
                                               {"com.android.providers.contacts", "databases/calllog.db"},
                                               {"com.whatsapp", "databases/wa.db"},
                                               {"com.whatsapp.w4b", "databases/wa.db"}}),
                   .wants = database_logs,
                   .emits = {IdentityKnown::kind, LinkMentioned::kind, Message::kind},
                   .shape = Shape::random,
                   .recognise = recognise,
                   .read = read};
  for (const auto* name : {"**/contacts2.db", "**/calllog.db"}) reader.paths.push_back(name);
  return reader;
}

}  // namespace waarborg
