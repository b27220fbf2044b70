// Whom WhatsApp on iOS knows: the address book (ContactsV2.sqlite), and which phone number stands behind the
// numbers that hide it (LID.sqlite).
#include "readers/inner_links.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "net.whatsapp.WhatsApp", service = "WhatsApp";
constexpr std::string_view contacts = "ZWAADDRESSBOOKCONTACT", pairs = "ZWAPHONENUMBERLIDPAIR";

void contact(const TableRow& row, Sink& out) {
  auto name = row.text(0);
  if (name.empty()) name = row.text(1) + (row.text(2).empty() ? "" : " ") + row.text(2);
  auto person = person_of(row.text(3));
  if (person.phone.empty()) person = person_of(row.text(4));
  auto account = row.text(4);
  if (account.empty()) account = row.text(5);
  const auto when = row.time(7, Epoch::mac_seconds);
  out.add(IdentityKnown{.role = "contact",
                        .email = {person.email},
                        .phone = {person.phone},
                        .name = name,
                        .account = account,
                        .service = service,
                        .app_id = {app},
                        .when = when.when,
                        .when_text = when.text,
                        .row = row.id()},
          row.at());
  // A row may have two numbers, where somebody changed theirs or the row was changed.
  for (const std::size_t column : {4u, 5u})
    if (const auto other = person_of(row.text(column)); !other.phone.empty() && other.phone != person.phone)
      out.add(IdentityKnown{.role = "contact",
                            .phone = {other.phone},
                            .name = name,
                            .service = service,
                            .app_id = {app},
                            .row = row.id()},
              row.at());
  add_links(as_text(row.bytes(6)),
            {.where = "about",
             .app_id = {app},
             .phone = {person.phone},
             .when = when.when,
             .when_text = when.text,
             .row = row.id()},
            row.at(), out);
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const bool of_pairs = tables->has(pairs);
  if (tables->has(contacts) || !of_pairs) {
    const ColumnsBeside beside(*tables, contacts,
                               {"ZFULLNAME?", "ZGIVENNAME?", "ZLASTNAME?", "ZPHONENUMBER", "ZWHATSAPPID?",
                                "ZLID?", "ZABOUTTEXT?", "ZABOUTTIMESTAMP|ZLASTUPDATED?"});
    tables->each(contacts, beside.all(), [&](const TableRow& row) {
      contact(row, out);
      beside.add_links(row, {.app_id = {app}, .row = row.id()}, out);
    });
  }
  if (!of_pairs) return;
  tables->each(pairs, {"ZLID", "ZPHONENUMBER", "ZTIMESTAMP?"}, [&](const TableRow& row) {
    const auto account = row.text(0);
    auto person = person_of(row.text(1));
    // Digits alone here, with the country in front.
    if (!person.phone.empty() && person.phone.front() != '+') person.phone.insert(0, "+");
    const auto when = row.time(2, Epoch::mac_seconds);
    out.add(IdentityKnown{.role = "looked-up",
                          .phone = {person.phone},
                          .name = person.name,
                          .account = account,
                          .service = service,
                          .app_id = {app},
                          .when = when.when,
                          .when_text = when.text,
                          .row = row.id()},
            row.at());
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {contacts}) || is_database_with(head, {pairs});
}

}  // namespace

Reader whatsapp_contacts() {
  return {.about = "Contacts of WhatsApp on iOS, and the phone numbers behind hidden ones.",
          .probe = "ios.whatsapp",
          .paths = ios_paths({"private/var/mobile/Containers/Shared/AppGroup/*/ContactsV2.sqlite",
                              "private/var/mobile/Containers/Shared/AppGroup/*/LID.sqlite"}),
          .wants = database_logs,
          .emits = {IdentityKnown::kind, LinkMentioned::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
