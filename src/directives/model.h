// A directive: one decision about products or services, machine-readable. YAML, docs/directives.md,
// docs/schemas/directive.schema.json. Dates are texts as written; src/directives/dates.h computes with them.
// Each fact names the sources that say so, by the ids of Directive::sources.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "indicators/catalogue.h"
#include "indicators/finding.h"

namespace waarborg {

using SourceIds = std::vector<std::string>;

struct Translated {
  std::vector<std::pair<std::string, std::string>> by_language;  // in file order
  std::string in(std::string_view language) const;               // falls back to en, then to the first
  bool empty() const { return by_language.empty(); }
};

// Either a ref, or a class that a criterion draws, or a list that somebody else keeps. The last two name
// nothing that a scan could look for: they are shown, asked about, and told as not evaluable.
struct DirectiveSubject {
  std::string ref;                           // vendor/kaspersky, product/kaspersky/kesl
  std::string class_criterion;               // every product that meets it: C1
  std::vector<std::string> class_countries;  // ISO 3166-1, where the class is narrowed to states
  std::string list_url, list_key_id, list_filter;
  std::string versions_from,
      versions_until;        // "" for open; versions are not compared: such a finding is undecided
  std::string name() const;  // ref, "class:C1" or the address of the list
  std::vector<std::string> only_categories;  // "antivirus only"; empty: all
  std::vector<std::string> exclusions;       // subjects that are not meant
  std::vector<std::string> supplied_via;     // direct, reseller, embedded, managed-service; empty: any
  std::vector<std::string> deployment;       // self-hosted, saas, tenant, key-holder; empty: any
  Translated text;
  SourceIds sources;
};

// A decision of somebody else that was weighed, and what was taken over from it.
struct Considered {
  std::string decision, relation;  // relation: noted | followed | adopted | departed-from
  Translated text;
  SourceIds sources;
};

struct Audience {
  std::string selector, force, consequence;  // force: mandatory | contractual | advice | information
  Translated name;
  SourceIds sources;
};

struct AppliesTo {
  std::string dimension;            // asset-class, ownership, information, function, location, mission, ...
  std::vector<std::string> values;  // any of these
};

struct ClauseCondition {
  std::string id, check;  // check: automatic | manual | not-verifiable
  Translated text;
};

struct Clause {
  std::string id, effect;  // prohibit-use, remove, replace, ...
  Translated text;
  std::vector<Audience> audiences;
  std::vector<std::string> subjects;                   // refs it is about; empty: all of the directive
  std::vector<AppliesTo> applies_to;                   // all of these together; empty: everything
  std::string target_metric, target_op, target_value;  // devices at-most 0, share-of-function at-most 0.35
  std::vector<ClauseCondition> conditions;             // of an approval
  bool replacement_required = false;
  std::string replacement_order;  // before-removal | with-removal | after-removal
  std::vector<std::string> replacement_candidates;
  SourceIds sources;
};

struct Milestone {
  std::string id, kind, start_by, complete_by, target_date, note;  // dates or "P30D"; "" for none
  std::string relative_to;  // issued | effective | discovery | the id of another milestone; "" is issued
  std::vector<std::string> audiences, clauses;  // selectors and ids; empty: all
  // What must be shown before it counts as reached.
  std::vector<std::string> collectors;
  std::string max_age, completeness;  // "P14D"; share of the systems in scope, "1" for all
  std::string extension_rule;
  Translated text, reported_as;  // reported_as: how the press told it, kept apart from what was decided
  SourceIds sources;
};

struct GroundEvidence {
  std::string source, date, grade, publication;  // grade: confirmed | credible | claimed, or A1 to F6
  Translated text;
};

struct Ground {
  std::string criterion, value;  // met | not-met | unknown | not-applicable
  std::string assessor, assessed, expires;
  Translated text;
  std::vector<GroundEvidence> evidence;
};

// What the vendor or somebody else says or does against a ground, and what it would change if it held.
struct CounterClaim {
  std::string id, kind, by, date;         // kind: claim | measure
  std::vector<std::string> about;         // criteria it speaks of
  std::vector<std::string> would_change;  // criteria whose answer it could change
  std::vector<std::string> leaves;        // criteria it leaves as they are
  Translated text;
  SourceIds sources;
};

struct ExceptionsPolicy {
  std::vector<std::string> granted_by, required_fields;
  std::string max_duration, renewals, on_expiry;  // on_expiry: reopen | lapse
  Translated text;
  SourceIds sources;
};

struct Reporting {
  std::string from, to, trigger, due, cadence, format;  // trigger: date | discovery | request | completion
  Translated text;
  SourceIds sources;
};

struct Review {                         // one that was held
  std::string date, asked_by, outcome;  // maintained | amended | withdrawn | pending
  Translated text;
  SourceIds sources;
};

struct Reply {
  std::string date, effect;  // none | review | amended | withdrawn
  Translated text;
  SourceIds sources;
};

struct Notice {
  std::string party, by, sent, acknowledged;  // party: a selector
  Translated text;
  SourceIds sources;
};

struct Attachment {
  std::string name, sha256, classification;
};

// A part of the directive that is not as open as the rest: a public text leaves it out and says that it did.
struct Marking {
  std::string field;  // JSON pointer: /grounds/1, /clauses/0/conditions
  std::string level;
  Translated reason;
};

struct SignatureRole {
  std::string role, key_id;  // sixteen hexadecimal digits, upper case
};

struct DirectiveSource : SourceNote {
  std::string id;
};

struct Directive {
  std::string id, version, status, kind, basis;
  Translated title, text;
  std::string issuer, authority, legal_basis, instrument;
  SourceIds issuer_sources;
  std::string issued, effective, expires;  // dates, "" for none
  std::string zone, calendar;              // Europe/Amsterdam; calendar-days | working-days
  std::string classification;              // "" is not stated
  std::vector<std::string> caveats, release_to;
  std::vector<Marking> markings;                // fields that are not as open as the rest
  std::vector<std::string> supersedes, amends;  // ids of directives
  std::vector<Considered> considered;
  std::vector<DirectiveSubject> subjects;
  std::vector<Clause> clauses;
  std::vector<Milestone> milestones;
  std::vector<Ground> grounds;
  std::string decision_rule;
  std::vector<CounterClaim> counter_claims;
  Translated alternatives, why_not,
      harm_of_removal;  // proportionality: what else was weighed, what removing costs
  std::optional<ExceptionsPolicy> exceptions;
  std::vector<Reporting> reporting;
  std::string review_by;
  std::vector<std::string> review_triggers;
  std::vector<Review> reviews;
  std::string vendor_notified, vendor_reply_until;
  SourceIds vendor_sources;
  std::vector<Reply> replies;
  std::vector<Notice> notices;
  std::vector<std::string> contacts;
  std::vector<Attachment> attachments;
  std::vector<SignatureRole> signatures;
  unsigned threshold = 0;  // how many of the roles must have signed
  std::vector<DirectiveSource> sources;
  std::string file, sha256;  // sha256 of the YAML, in hexadecimal
};

struct DirectiveFault {
  std::uint64_t line = 0;
  std::string where, why;  // where: JSON pointer
};

// Every fault of the file at once, not only the first.
Result<Directive> read_directive(std::string_view yaml, const std::string& file,
                                 std::vector<DirectiveFault>& faults);
// The directives compiled into the program, by id.
const std::vector<Directive>& shipped_directives();

// How a directive takes a finding of this subject.
enum class Scope : std::uint8_t { outside, excluded, undecided, inside };
// undecided: the finding names the vendor but not the product, and the directive does not name all products.
Scope scope_of(const Directive& directive, std::string_view subject, const Catalogue& catalogue);
// Every subject of the catalogue whose indicators a directive needs.
std::vector<std::string> subjects_of(const Directive& directive, const Catalogue& catalogue);
// Gives each finding its directive and clause; a finding under two directives becomes two, one under none
// keeps an empty directive when its subject was asked for by name (`asked`), and is dropped otherwise.
// Campaigns of feeds are kept with an empty directive. An undecided one is at most probable, and says so. The
// clause is the first with effect remove, prohibit-use or replace that covers the subject and is not about
// devices of another ownership; when there is none, the first that covers it. What it depends on and is not
// known is said, and so is that no clause is about devices of this ownership.
using Ownerships = std::map<std::uint32_t, std::string>;  // by evidence: organisation, cope, byod, private
std::vector<Finding> apply(const std::vector<Directive>& directives, const std::vector<std::string>& asked,
                           std::vector<Finding> findings, const Catalogue& catalogue,
                           const Ownerships& ownerships = {});

}  // namespace waarborg
