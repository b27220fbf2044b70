// What the tests of this room share: a small world of one directive, and events that can be told in one line.
#pragma once
#include "ledger/states.h"

namespace waarborg::world {

inline Time day(int n) {
  return from_seconds(1'700'000'000 + std::int64_t{n} * 86'400);
}
inline const std::string subject = "product/acme/agent", other_subject = "product/acme/helper";

Rule rule();
Asset asset(const std::string& name, const std::string& serial, Time taken);
// Everything that proves absence; tests take one thing away.
Observation clean_scan(const std::string& serial, Time taken);
Observation found(Observation scan, Confidence confidence = Confidence::confirmed,
                  Presence presence = Presence::installed, const std::string& what = subject,
                  const std::string& indicator = "acme#1");
Statement said(const std::string& asset, const std::string& what = "");

// Entries in order; the body goes through JSON and back, as in a ledger.
class Story {
 public:
  Story();  // has the rule, recorded on day 0
  Story& add(const std::string& organisation, const std::string& kind, const Asset& what, Time recorded);
  Story& add(const std::string& organisation, const std::string& kind, const Observation& what,
             Time recorded);
  Story& add(const std::string& organisation, const std::string& kind, const Statement& what, Time recorded);
  Story& add(const std::string& organisation, const std::string& kind, const Grant& what, Time recorded);
  Story& scan(const Observation& what) { return add("nl/a", "observation", what, what.taken); }
  Account at(Time as_of) const;
  State state(Time as_of, const std::string& what = subject) const;  // of the first device
  const std::vector<LedgerEntry>& entries() const { return entries_; }

 private:
  Story& add(const std::string& organisation, const std::string& kind, const std::string& body, Time about,
             Time recorded);
  std::vector<LedgerEntry> entries_;
};

}  // namespace waarborg::world
