// People in the address book of iOS: ABPerson are names, ABMultiValue numbers, addresses of mail and links,
// told apart by their property (ABPerson.h of the AddressBook framework: 3 phone, 4 mail, 22 link).
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::int64_t phone = 3, email = 4, link = 22;

struct Contact {
  std::string name;
  StoredTime changed;
};

Contact contact_of(const TableRow& row) {
  Contact out;
  for (const std::size_t column : {0u, 1u, 2u})
    if (const auto part = row.text(column); !part.empty()) out.name += (out.name.empty() ? "" : " ") + part;
  if (out.name.empty()) out.name = row.text(3);
  out.changed = row.time(4, Epoch::mac_seconds);
  return out;
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  std::unordered_map<std::int64_t, Contact> contacts;
  tables->each("ABPerson", {"First", "Middle?", "Last", "Organization?", "ModificationDate?"},
               [&](const TableRow& row) { contacts.emplace(row.id(), contact_of(row)); });
  tables->each("ABMultiValue", {"record_id", "property", "value"}, [&](const TableRow& row) {
    if (!row.has(2)) return;  // an address of several parts, or a profile: they stand elsewhere
    const auto property = row.number(1);
    const auto value = row.text(2);
    const auto known_contact = contacts.find(row.number(0));
    const auto contact = known_contact == contacts.end() ? Contact() : known_contact->second;
    if (property == link) {
      out.add(LinkMentioned{.url = {value},
                            .where = "contact",
                            .when = contact.changed.when,
                            .when_text = contact.changed.text,
                            .row = row.id()},
              row.at());
      return;
    }
    auto person = person_of(value);
    if (property == phone) person = {.phone = value};
    if (property == email) person = {.email = value};
    out.add(IdentityKnown{.role = "contact",
                          .email = {person.email},
                          .phone = {person.phone},
                          .name = contact.name,
                          .account = person.name,
                          .when = contact.changed.when,
                          .when_text = contact.changed.text,
                          .row = row.id()},
            row.at());
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ABPerson", "ABMultiValue"});
}

}  // namespace

Reader ios_contacts() {
  return {.about = "People in the address book of iOS.",
          .probe = "ios.contacts",
          .paths = ios_paths({"private/var/mobile/Library/AddressBook/AddressBook.sqlitedb"}),
          .wants = database_logs,
          .emits = {IdentityKnown::kind, LinkMentioned::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
