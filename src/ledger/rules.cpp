#include <algorithm>
#include <map>
#include <optional>

#include "directives/dates.h"
#include "indicators/catalogue.h"
#include "ledger/intake.h"

namespace waarborg {
namespace {

bool covers(const Milestone& m, const std::string& clause) {
  return m.clauses.empty() || std::find(m.clauses.begin(), m.clauses.end(), clause) != m.clauses.end();
}

// The first day by which it must be complete; "" where the directive sets none.
std::string deadline_of(const Directive& directive, const std::string& clause) {
  std::string first;
  for (const auto& m : directive.milestones) {
    if (!covers(m, clause)) continue;
    for (const auto& when : {m.complete_by, m.target_date}) {
      const auto day = when.empty() ? std::string() : day_of(directive, m, when);
      if (!day.empty() && (first.empty() || day < first)) first = day;
    }
  }
  return first;
}

// The shortest age that a milestone allows; 14 days where none says.
std::int64_t max_age_of(const Directive& directive) {
  std::int64_t days = 0;
  for (const auto& m : directive.milestones) {
    const auto end = parse_time(add_span("2001-01-01", m.max_age)), start = parse_time("2001-01-01");
    if (m.max_age.empty() || !end) continue;
    const auto span = std::chrono::duration_cast<std::chrono::hours>(*end - *start).count() / 24;
    if (span > 0 && (days == 0 || span < days)) days = span;
  }
  return days == 0 ? 14 : days;
}

// What a product does not say of a platform, its vendor says for all of them.
std::map<std::string, std::vector<std::string>> absence_of(const std::string& subject,
                                                           const Catalogue& catalogue) {
  std::map<std::string, std::vector<std::string>> out;
  if (const auto* product = catalogue.product(subject)) out = product->absence;
  if (const auto* vendor = catalogue.vendor(subject))
    out.insert(vendor->absence.begin(), vendor->absence.end());
  return out;
}

// A sign of a vendor may be one of the product that a directive means. Where the vendor's own entry does not
// say what proves absence on a platform, what proves all such products absent does.
void lend_absence(const Directive& directive, const Catalogue& catalogue, Rule& rule) {
  const auto scope = [&](const SubjectRule& s) { return scope_of(directive, s.subject, catalogue); };
  for (auto& s : rule.subjects) {
    if (scope(s) != Scope::undecided) continue;
    std::optional<std::map<std::string, std::vector<std::string>>> lent;
    for (const auto& meant : rule.subjects) {
      if (scope(meant) != Scope::inside || !lies_below(meant.subject, s.subject)) continue;
      if (!lent) lent = meant.absence;
      std::erase_if(*lent, [&](const auto& one) { return !meant.absence.contains(one.first); });
      for (auto& [platform, probes] : *lent)
        for (const auto& probe : meant.absence.at(platform))
          if (std::find(probes.begin(), probes.end(), probe) == probes.end()) probes.push_back(probe);
    }
    if (lent) s.absence.insert(lent->begin(), lent->end());
  }
}

}  // namespace

Rule rule_of(const Directive& directive, const Catalogue& catalogue) {
  Rule rule;
  rule.directive = directive.id, rule.version = directive.version, rule.sha256 = directive.sha256;
  rule.issued = directive.issued;
  rule.max_age_days = max_age_of(directive);
  for (const auto& subject : subjects_of(directive, catalogue)) {
    Finding probe;
    probe.subject = subject;
    probe.confidence = Confidence::confirmed;
    const auto under = apply({directive}, {}, {probe}, catalogue);
    if (under.empty() || under.front().directive != directive.id) continue;
    SubjectRule s;
    s.subject = subject, s.clause = under.front().clause;
    s.deadline = deadline_of(directive, s.clause);
    s.absence = absence_of(subject, catalogue);
    if (const auto* vendor = catalogue.vendor(subject))
      s.catalogue = vendor->subject, s.catalogue_date = vendor->date;
    rule.subjects.push_back(std::move(s));
  }
  lend_absence(directive, catalogue, rule);
  return rule;
}

}  // namespace waarborg
