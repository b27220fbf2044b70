// What a directive means for a finding: whether its subject is meant, and by which clause.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directives/model.h"

namespace waarborg {
namespace {

bool below(std::string_view subject, std::string_view ancestor) {
  return lies_below(subject, ancestor);
}

Scope scope_under(const DirectiveSubject& meant, std::string_view subject, const Catalogue& catalogue) {
  if (meant.ref.empty()) return Scope::outside;  // a class or a list names nothing to look for
  const bool inside = below(subject, meant.ref);
  // The finding says less than the directive: the vendor, where the directive names a product of it.
  if (!inside) return below(meant.ref, subject) ? Scope::undecided : Scope::outside;
  bool could_be_excluded = false;
  for (const auto& exclusion : meant.exclusions) {
    if (below(subject, exclusion)) return Scope::excluded;
    could_be_excluded |= below(exclusion, subject);
  }
  if (!meant.only_categories.empty()) {
    const auto* product = catalogue.product(subject);
    if (product == nullptr || product->categories.empty()) return Scope::undecided;
    const bool named = std::ranges::any_of(product->categories, [&](const auto& category) {
      return std::ranges::find(meant.only_categories, category) != meant.only_categories.end();
    });
    if (!named) return Scope::outside;
  }
  const bool some_versions = !meant.versions_from.empty() || !meant.versions_until.empty();
  return could_be_excluded || some_versions ? Scope::undecided : Scope::inside;
}

// "antivirus" and not "antivirus and antivirus-component": a component is part of what it is a component of.
std::string categories_for_people(const std::vector<std::string>& categories) {
  std::vector<std::string> out;
  for (const auto& category : categories) {
    const bool part =
        std::ranges::any_of(categories, [&](const auto& c) { return category == c + "-component"; });
    if (!part) out.push_back(category);
  }
  return join(out, ", ");
}

std::string why_undecided(const Directive& directive, std::string_view subject, const Catalogue& catalogue) {
  const bool vendor_only = subject.starts_with("vendor/");
  const std::string unknown =
      vendor_only ? "The product is not known" : "What kind of product this is is not known";
  for (const auto& meant : directive.subjects) {
    if (scope_under(meant, subject, catalogue) != Scope::undecided) continue;
    if (!below(subject, meant.ref))
      return fmt::format("{}; the directive names only {}.", unknown, catalogue.name_of_subject(meant.ref));
    if (!meant.versions_from.empty() || !meant.versions_until.empty())
      return fmt::format("The directive means only versions {} to {}; versions are not compared.",
                         meant.versions_from.empty() ? "(any)" : meant.versions_from,
                         meant.versions_until.empty() ? "(any)" : meant.versions_until);
    if (!meant.only_categories.empty())
      return fmt::format("{}; the directive names only {}.", unknown,
                         categories_for_people(meant.only_categories));
  }
  return unknown + "; the directive does not mean every product.";
}

bool covers(const Clause& clause, std::string_view subject) {
  return clause.subjects.empty() || std::ranges::any_of(clause.subjects, [&](const auto& ref) {
           return below(subject, ref) || below(ref, subject);
         });
}

// Not when it is known whose the device is, and the clause is about others.
bool may_apply(const Clause& clause, const std::string& ownership) {
  return std::ranges::all_of(clause.applies_to, [&](const AppliesTo& about) {
    return ownership.empty() || about.dimension != "ownership" ||
           std::ranges::find(about.values, ownership) != about.values.end();
  });
}

// The strictest that may apply: what ends the use goes before all else.
const Clause* clause_for(const Directive& directive, std::string_view subject, const std::string& ownership) {
  constexpr std::array<std::string_view, 3> ends_use = {"remove", "prohibit-use", "replace"};
  const Clause* first = nullptr;
  for (const auto& clause : directive.clauses) {
    if (!covers(clause, subject) || !may_apply(clause, ownership)) continue;
    if (std::ranges::find(ends_use, clause.effect) != ends_use.end()) return &clause;
    if (first == nullptr) first = &clause;
  }
  return first;
}

void add_sentence(std::string& why, const std::string& sentence) {
  if (sentence.empty()) return;
  if (!why.empty()) why += ' ';
  why += sentence;
}

// What the choice of the clause rests on and evidence does not say; "" when it does.
std::string why_it_depends(const Directive& directive, const Clause* clause, std::string_view subject,
                           const std::string& ownership) {
  if (clause == nullptr) {
    const bool any =
        std::ranges::any_of(directive.clauses, [&](const auto& c) { return covers(c, subject); });
    return any ? fmt::format("No clause of the directive is about devices of this ownership ({}).", ownership)
               : std::string();
  }
  std::vector<std::string> open;
  for (const auto& [dimension, values] : clause->applies_to)
    if (dimension != "ownership" || ownership.empty())
      open.push_back(fmt::format("{} ({})", dimension, join(values, ", ")));
  return open.empty() ? std::string()
                      : fmt::format("Whether clause {} applies depends on what is not known: {}.", clause->id,
                                    join(open, ", "));
}

}  // namespace

Scope scope_of(const Directive& directive, std::string_view subject, const Catalogue& catalogue) {
  Scope best = Scope::outside;  // of several subjects, the one that means it most
  for (const auto& meant : directive.subjects) best = std::max(best, scope_under(meant, subject, catalogue));
  return best;
}

std::vector<std::string> subjects_of(const Directive& directive, const Catalogue& catalogue) {
  std::vector<std::string> out;
  const auto consider = [&](const std::string& subject) {
    if (scope_of(directive, subject, catalogue) >= Scope::undecided) out.push_back(subject);
  };
  for (const auto& entry : catalogue.entries) {
    consider(entry.subject);
    for (const auto& product : entry.products) consider(product.subject);
    for (const auto& indicator : entry.indicators) consider(indicator.subject);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<Finding> apply(const std::vector<Directive>& directives, const std::vector<std::string>& asked,
                           std::vector<Finding> findings, const Catalogue& catalogue,
                           const Ownerships& ownerships) {
  std::vector<Finding> out;
  for (auto& finding : findings) {
    bool taken = finding.subject.starts_with("campaign/");
    if (taken) {
      finding.directive.clear();
      finding.clause.clear();
      out.push_back(std::move(finding));
      continue;
    }
    const auto known = ownerships.find(finding.evidence);
    const auto ownership = known == ownerships.end() ? std::string() : known->second;
    for (const auto& directive : directives) {
      const auto scope = scope_of(directive, finding.subject, catalogue);
      if (scope < Scope::undecided) continue;
      auto& under = out.emplace_back(finding);
      under.directive = directive.id;
      const auto* clause = clause_for(directive, finding.subject, ownership);
      under.clause = clause == nullptr ? std::string() : clause->id;
      if (scope == Scope::undecided) {
        under.confidence = std::min(under.confidence, Confidence::probable);
        add_sentence(under.why, why_undecided(directive, finding.subject, catalogue));
      }
      add_sentence(under.why, why_it_depends(directive, clause, finding.subject, ownership));
      taken = true;
    }
    const bool wanted =
        std::ranges::any_of(asked, [&](const auto& subject) { return below(finding.subject, subject); });
    if (taken || !wanted) continue;
    finding.directive.clear();
    finding.clause.clear();
    out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace waarborg
