// Entries of the calendar of iOS and who takes part, from Calendar.sqlitedb. Mail addresses stand with the
// participants, or in Identity as "mailto:...". Invitations bring links, so those in an entry are told.
#include <fmt/core.h>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "com.apple.mobilecal";

struct Participant {
  std::int64_t id = 0, entry = 0;
  Person person{};
};

class Calendar {
 public:
  Calendar(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    participants();
    tables_.each_if_there("Location", {"title?", "address?"}, [&](const TableRow& row) {
      places_[row.id()] = row.text(0).empty() ? row.text(1) : row.text(0);
    });
    tables_.each("CalendarItem",
                 {"summary", "description?", "start_date", "end_date?", "last_modified?", "organizer_id?",
                  "location_id?", "url?", "conference_url|conference_url_detected?", "location?"},
                 [&](const TableRow& row) { entry(row); });
    for (const auto& one : participants_) {
      if (organises_.contains(one.id)) continue;
      out_.add(IdentityKnown{.role = "interaction",
                             .email = {one.person.email},
                             .phone = {one.person.phone},
                             .name = one.person.name,
                             .service = "calendar",
                             .app_id = {app},
                             .row = one.entry},
               row_offset(one.id));
    }
  }

 private:
  void participants() {
    struct Known {
      std::string name, address;
    };
    std::unordered_map<std::int64_t, Known> identities;
    tables_.each_if_there("Identity", {"display_name?", "address"}, [&](const TableRow& row) {
      identities[row.id()] = {row.text(0), row.text(1)};
    });
    tables_.each_if_there("Participant", {"email?", "phone_number?", "identity_id?", "owner_id?"},
                          [&](const TableRow& row) {
                            auto person = person_of(row.text(0));
                            const auto identity = identities.find(row.number(2));
                            if (identity != identities.end()) {
                              if (person.email.empty()) person = person_of(identity->second.address);
                              if (!identity->second.name.empty()) person.name = identity->second.name;
                            }
                            if (row.has(1)) person.phone = row.text(1);
                            place_[row.id()] = participants_.size();
                            participants_.push_back({row.id(), row.number(3), std::move(person)});
                          });
  }

  void entry(const TableRow& row) {
    const auto summary = row.text(0), description = row.text(1);
    const auto begins = row.time(2, Epoch::mac_seconds), ends = row.time(3, Epoch::mac_seconds);
    Person organiser;
    if (const auto at = place_.find(row.number(5)); at != place_.end()) {
      organiser = participants_[at->second].person;
      organises_[row.number(5)] = true;
    }
    auto location = row.text(9);
    if (const auto place = places_.find(row.number(6)); location.empty() && place != places_.end())
      location = place->second;
    if (!begins.text.empty())
      out_.problem(Fault::malformed, fmt::format("entry {} begins at no time: {}", row.id(), begins.text),
                   row.at());
    out_.add(CalendarEvent{.summary = summary,
                           .description = description,
                           .location = location,
                           .email = {organiser.email},
                           .phone = {organiser.phone},
                           .begins = begins.when,
                           .ends = ends.when,
                           .changed = row.time(4, Epoch::mac_seconds).when,
                           .row = row.id()},
             row.at());
    const LinkMentioned like{.where = "calendar",
                             .app_id = {app},
                             .email = {organiser.email},
                             .phone = {organiser.phone},
                             .when = begins.when,
                             .when_text = begins.text,
                             .row = row.id()};
    for (const std::size_t column : {0u, 1u, 7u, 8u})
      add_links(as_text(row.bytes(column)), like, row.at(), out_);
    add_links(location, like, row.at(), out_);
  }

  SqliteTables& tables_;
  Sink& out_;
  std::vector<Participant> participants_;
  std::unordered_map<std::int64_t, std::size_t> place_;
  std::unordered_map<std::int64_t, bool> organises_;
  std::unordered_map<std::int64_t, std::string> places_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Calendar(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"CalendarItem", "Participant"});
}

}  // namespace

Reader ios_calendar() {
  return {.about = "Entries of the calendar of iOS, who takes part, and links in them.",
          .probe = "ios.calendar",
          .paths = ios_paths({"private/var/mobile/Library/Calendar/Calendar.sqlitedb",
                              "private/var/mobile/Containers/Shared/AppGroup/*/Calendar.sqlitedb"}),
          .wants = database_logs,
          .emits = {CalendarEvent::kind, IdentityKnown::kind, LinkMentioned::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
