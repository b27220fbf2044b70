// Whom apps of iOS dealt with, from interactionC.db: interactions with a sender (ZSENDER) and recipients, who
// are contacts. The table between interactions and recipients, and its columns, carry numbers that change
// from version to version (Z_2INTERACTIONRECIPIENT, Z_4RECIPIENTS), as Core Data names them.
#include <fmt/core.h>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

struct Contact {
  Person person;
  std::string name;
  bool met = false;
};

class Interactions {
 public:
  Interactions(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    tables_.each("ZCONTACTS", {"ZIDENTIFIER", "ZDISPLAYNAME?"}, [&](const TableRow& row) {
      order_.push_back(row.id());
      contacts_[row.id()] = {person_of(row.text(0)), row.text(1)};
    });
    recipients();
    tables_.each("ZINTERACTIONS", {"ZBUNDLEID", "ZSTARTDATE", "ZSENDER?", "ZACCOUNT?", "ZCONTENTURL?"},
                 [&](const TableRow& row) { interaction(row); });
    tables_.each_if_there("ZATTACHMENT", {"ZCONTENTTEXT?", "ZCONTENTURL?"}, [&](const TableRow& row) {
      for (const std::size_t column : {0u, 1u})
        add_links(as_text(row.bytes(column)), {.where = "attachment", .row = row.id()}, row.at(), out_);
    });
    for (const auto id : order_)
      if (const auto& contact = contacts_[id]; !contact.met) add(contact, {.row = id}, row_offset(id));
  }

 private:
  void recipients() {
    for (int number = 1; number <= 9; ++number) {
      const auto table = fmt::format("Z_{}INTERACTIONRECIPIENT", number);
      const auto columns = tables_.columns(table);
      if (columns.empty()) continue;
      std::string interaction, contact;
      for (const auto& column : columns) {
        if (column.ends_with("INTERACTIONRECIPIENT")) interaction = column;
        if (column.ends_with("RECIPIENTS")) contact = column;
      }
      if (interaction.empty()) interaction = "INTERACTIONRECIPIENT";  // told as missing
      if (contact.empty()) contact = "RECIPIENTS";
      tables_.each(table, {interaction, contact},
                   [&](const TableRow& row) { recipients_[row.number(0)].push_back(row.number(1)); });
    }
  }

  void interaction(const TableRow& row) {
    const auto app = row.text(0), account = row.text(3);
    const auto when = row.time(1, Epoch::mac_seconds);
    const IdentityKnown like{
        .account = account, .app_id = {app}, .when = when.when, .when_text = when.text, .row = row.id()};
    std::size_t people = 0;
    const auto meet = [&](std::int64_t id) {
      const auto contact = contacts_.find(id);
      if (contact == contacts_.end()) return;
      contact->second.met = true;
      ++people;
      add(contact->second, like, row.at());
    };
    meet(row.number(2));
    if (const auto all = recipients_.find(row.id()); all != recipients_.end())
      for (const auto id : all->second) meet(id);
    if (people == 0) add({}, like, row.at());  // that an app was dealt with is known all the same
    add_links(as_text(row.bytes(4)),
              {.where = "attachment", .app_id = {app}, .when = when.when, .row = row.id()}, row.at(), out_);
  }

  void add(const Contact& contact, IdentityKnown like, std::uint64_t at) {
    like.role = "interaction";
    like.email = {contact.person.email};
    like.phone = {contact.person.phone};
    like.name = contact.name.empty() ? contact.person.name : contact.name;
    out_.add(like, at);
  }

  SqliteTables& tables_;
  Sink& out_;
  std::vector<std::int64_t> order_;
  std::unordered_map<std::int64_t, Contact> contacts_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> recipients_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Interactions(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZINTERACTIONS", "ZCONTACTS"});
}

}  // namespace

Reader ios_interactions() {
  return {.about = "Whom apps of iOS dealt with, and when.",
          .probe = "ios.interactions",
          .paths = ios_paths({"private/var/mobile/Library/CoreDuet/People/interactionC.db"}),
          .wants = database_logs,
          .emits = {IdentityKnown::kind, LinkMentioned::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
