#include "ledger/world_test.h"

#include <gtest/gtest.h>

namespace waarborg::world {

Rule rule() {
  Rule out{"d-1", "1", "aa", date_of(day(0)), 14, {}};
  for (const auto& s : {subject, other_subject})
    out.subjects.push_back({s,
                            "phase-out",
                            date_of(day(90)),
                            "vendor/acme",
                            "2023-11-01",
                            {{"linux", {"packages", "services.systemd"}}}});
  return out;
}

Asset asset(const std::string& name, const std::string& serial, Time taken) {
  Asset out;
  out.source = "cmdb", out.name = name, out.taken = taken, out.sha256 = "00";
  if (!serial.empty()) out.identifiers = {{"serial", serial, true}};
  return out;
}

Observation clean_scan(const std::string& serial, Time taken) {
  static int number = 0;
  Observation o;
  o.case_sha256 = "case" + std::to_string(++number);
  o.taken = taken;
  o.rights = "root", o.rights_from = "case";
  o.platforms = {"linux"};
  if (!serial.empty()) o.identifiers = {{"serial", serial, true}};
  o.identifiers.push_back({"hostname", "desk", false});
  o.probes = {{"names", Status::complete, true},
              {"packages.dpkg", Status::complete, true},
              {"packages.rpm", Status::absent, true},
              {"services.systemd", Status::complete, true}};
  o.content = {{"directive", "d-1", "1", "2023-11-14", "aa"},
               {"catalogue", "vendor/acme", "1", "2023-11-01", "bb"}};
  return o;
}

Observation found(Observation scan, Confidence confidence, Presence presence, const std::string& what,
                  const std::string& indicator) {
  scan.sightings.push_back({"d-1", what, indicator, confidence, presence});
  return scan;
}

Statement said(const std::string& name, const std::string& what) {
  return {name, "", what, "Jansen", "report 7"};
}

Story::Story() {
  add("", "directive", body_of(rule()), day(0), day(0));
}

Story& Story::add(const std::string& organisation, const std::string& kind, const std::string& body,
                  Time about, Time recorded) {
  Event event{static_cast<std::int64_t>(entries_.size()) + 1, about, recorded, organisation, kind, body, ""};
  auto entry = read_entry(event);
  EXPECT_TRUE(entry) << entry.error().what;
  if (entry) entries_.push_back(std::move(*entry));
  return *this;
}
Story& Story::add(const std::string& o, const std::string& kind, const Asset& what, Time recorded) {
  return add(o, kind, body_of(what), what.taken, recorded);
}
Story& Story::add(const std::string& o, const std::string& kind, const Observation& what, Time recorded) {
  return add(o, kind, body_of(what), what.taken, recorded);
}
Story& Story::add(const std::string& o, const std::string& kind, const Statement& what, Time recorded) {
  return add(o, kind, body_of(what), recorded, recorded);
}
Story& Story::add(const std::string& o, const std::string& kind, const Grant& what, Time recorded) {
  return add(o, kind, body_of(what), recorded, recorded);
}

Account Story::at(Time as_of) const {
  auto account = account_of(entries_, as_of);
  EXPECT_TRUE(account) << account.error().what;
  return account ? std::move(*account) : Account{};
}

State Story::state(Time as_of, const std::string& what) const {
  const auto account = at(as_of);
  for (const auto& row : account.states)
    if (row.subject == what) return row.state;
  ADD_FAILURE() << "no state of " << what;
  return State::not_heard;
}

}  // namespace waarborg::world
