// A directive: one decision about products or services, machine-readable. YAML, docs/schemas/directive.schema.json.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "indicators/catalogue.h"
#include "indicators/finding.h"

namespace waarborg {

struct Translated {
  std::vector<std::pair<std::string, std::string>> by_language;  // in file order
  std::string in(std::string_view language) const;  // falls back to en, then to the first
};

struct DirectiveSubject {
  std::string ref;                               // vendor/kaspersky, product/kaspersky/kesl
  std::vector<std::string> only_categories;      // "antivirus only"; empty: all
  std::vector<std::string> exclusions;           // subjects that are not meant
  std::vector<std::string> supplied_via;         // direct, reseller, embedded, managed-service
};

struct Audience {
  std::string selector, force, consequence;  // force: mandatory | contractual | advice | information
  Translated name;
};

struct Clause {
  std::string id, effect;  // prohibit-use, remove, replace, ...
  Translated text;
  std::vector<Audience> audiences;
  std::vector<std::string> subjects;  // refs it is about; empty: all of the directive
};

struct Milestone {
  std::string id, kind, start_by, complete_by, target_date, note;  // dates or "P30D" relative to issue; "" for none
  std::string relative_to;
};

struct Ground {
  std::string criterion, value;  // met | not-met | unknown | not-applicable
  Translated text;
  std::vector<SourceNote> evidence;
};

struct SignatureRole {
  std::string role, key_id;  // key id in hexadecimal as minisign prints it
};

struct Directive {
  std::string id, version, status, kind, basis;
  Translated title, text;
  std::string issuer, authority, instrument;
  std::string issued, effective, expires;  // dates, "" for none
  std::vector<DirectiveSubject> subjects;
  std::vector<Clause> clauses;
  std::vector<Milestone> milestones;
  std::vector<Ground> grounds;
  std::string decision_rule;
  std::vector<SignatureRole> signatures;
  unsigned threshold = 0;  // how many of the roles must have signed
  std::vector<SourceNote> sources;
  std::string file, sha256;
};

struct DirectiveFault {
  std::uint64_t line = 0;
  std::string where, why;  // where: JSON pointer
};

// Every fault of the file at once, not only the first.
Result<Directive> read_directive(std::string_view yaml, const std::string& file, std::vector<DirectiveFault>& faults);
// The directives compiled into the program.
const std::vector<Directive>& shipped_directives();

// How a directive takes a finding of this subject.
enum class Scope : std::uint8_t { outside, excluded, undecided, inside };
// undecided: the finding names the vendor but not the product, and the directive names only some categories.
Scope scope_of(const Directive& directive, std::string_view subject, const Catalogue& catalogue);
// Every subject of the catalogue whose indicators a directive needs.
std::vector<std::string> subjects_of(const Directive& directive, const Catalogue& catalogue);
// Gives each finding its directive and clause; a finding under two directives becomes two, one under none keeps an
// empty directive when its subject was asked for by name (`asked`), and is dropped otherwise.
std::vector<Finding> apply(const std::vector<Directive>& directives, const std::vector<std::string>& asked,
                           std::vector<Finding> findings, const Catalogue& catalogue);

}  // namespace waarborg
