// LedgerEntry is an event understood: the body of each kind as a type, and back to JSON. Organisations, names
// and identifiers come from cases and lists that others made: they are cleaned of what is not printable text.
#pragma once
#include <map>
#include <variant>

#include "casefile/case.h"
#include "ledger/event.h"

namespace waarborg {

// What a directive asks at the time it was taken up: kind "directive".
struct SubjectRule {
  std::string subject, clause;
  std::string deadline;                                     // a date; "" for none
  std::string catalogue, catalogue_date;                    // the entry that defines the subject
  std::map<std::string, std::vector<std::string>> absence;  // platform → probes that must be complete
};
struct Rule {
  std::string directive, version, sha256, issued;
  std::int64_t max_age_days = 14;
  std::vector<SubjectRule> subjects;
};

struct Identifier {
  std::string scheme, value;
  bool strong = false;
};
// "To be filled by O.E.M.", "0", a UUID of zeros: what stands where nobody wrote a number. "" is one too.
bool is_placeholder(std::string_view value);
// Strong, and no placeholder: only such an identifier tells one device from all others.
bool binds(const Identifier& identifier);

// One line of an inventory: kind "asset". It says what is in scope, heard or not.
struct Asset {
  std::string source, name, ownership, sha256;  // sha256 of the whole list
  Time taken{};
  std::vector<Identifier> identifiers;
};

struct Sighting {
  std::string directive, subject, indicator;
  Confidence confidence = Confidence::lead;
  Presence presence = Presence::none;
};
struct ProbeResult {
  std::string probe;
  Status status = Status::absent;
  bool canary = false;
};
struct LoadedContent {
  std::string what, name, version, date, sha256;
};

// One piece of evidence of one case: kind "observation", or "conflict" where another organisation has the
// device.
struct Observation {
  std::string case_sha256;
  std::uint32_t evidence = 0;
  std::string evidence_sha256;  // "" where the case has none: of folders
  std::string name, ownership;
  Time taken{};
  std::string rights, rights_from;  // rights_from: "case", or who stated it
  std::vector<std::string> platforms;
  std::vector<Identifier> identifiers;
  std::vector<ProbeResult> probes;
  std::vector<LoadedContent> content;
  std::vector<Sighting> sightings;
  std::string conflict;  // why, "" for none
};

// What somebody says: kinds "removal-claimed", "decommissioned", "lost", "out-of-scope", "false-positive".
struct Statement {
  std::string asset;      // name in an inventory, or scheme:value
  std::string directive;  // "" where it is about the device itself
  std::string subject;    // and what lies below it
  std::string actor, reason;
};

// Kind "exception".
struct Grant {
  std::string asset;  // "" is every asset of the organisation
  std::string directive, subject, need, approver;
  Time from{}, until{};
};

// Kind "published": an answer that was given, as everybody can read it. It is about no device; what it means
// is known where answers are made.
struct Publication {
  std::string body;
};

struct LedgerEntry {
  std::int64_t id = 0;
  Time about{}, recorded{};
  std::string organisation, kind;
  std::variant<Rule, Asset, Observation, Statement, Grant, Publication> what;
};

std::string body_of(const Rule& rule);
std::string body_of(const Asset& asset);
std::string body_of(const Observation& observation);
std::string body_of(const Statement& statement);
std::string body_of(const Grant& grant);

bool is_statement(std::string_view kind);
bool leaves_scope(std::string_view kind);  // decommissioned, lost, out-of-scope
Result<LedgerEntry> read_entry(const Event& event);

// One line, at most 1,000 bytes, nothing that is not printable.
std::string clean(std::string_view text);

}  // namespace waarborg
