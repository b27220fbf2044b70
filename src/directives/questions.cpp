#include "directives/questions.h"

#include <fmt/core.h>

#include <algorithm>

#include "directives/dates.h"
#include "directives/logic.h"

namespace waarborg {
namespace {

template <class T>
bool holds(const std::vector<T>& list, std::string_view what) {
  return std::ranges::find(list, what) != list.end();
}

bool ends_use(const Clause& c) {
  return c.effect == "remove" || c.effect == "prohibit-use" || c.effect == "replace";
}

bool binds(const Clause& c) {
  return std::ranges::any_of(
      c.audiences, [](const auto& a) { return a.force == "mandatory" || a.force == "contractual"; });
}

class Reader {
 public:
  Reader(const Directive& directive, const Catalogue& catalogue, Time today)
      : d_(directive), catalogue_(catalogue), today_(date_of(today)) {}

  std::vector<std::string> run() {
    validity();
    subjects();
    clauses();
    grounds();
    follow_up();
    return std::move(out_);
  }

 private:
  template <class... T>
  void ask(fmt::format_string<T...> text, T&&... arguments) {
    out_.push_back(fmt::format(text, std::forward<T>(arguments)...));
  }

  void validity() {
    if (d_.status != "issued" && d_.status != "amended") ask("Its status is {}: is it in force?", d_.status);
    if (!d_.expires.empty() && d_.expires < today_) ask("It expired on {}.", d_.expires);
    if (!d_.effective.empty() && d_.effective > today_) ask("It takes effect only on {}.", d_.effective);
    if (d_.signatures.empty()) ask("It names no roles that must sign it: who vouches for it?");
  }

  void subjects() {
    for (const auto& s : d_.subjects) {
      if (s.ref.empty()) {
        ask("{} names no product: a scan finds nothing of it. Which ones are they?", s.name());
        continue;
      }
      if (!s.versions_from.empty() || !s.versions_until.empty())
        ask("Only some versions of {} are meant; versions are not compared.", s.ref);
      const auto* vendor = catalogue_.vendor(s.ref);
      const bool known =
          s.ref.starts_with("vendor/") ? vendor != nullptr : catalogue_.product(s.ref) != nullptr;
      if (!known) ask("The catalogue does not know {}: nothing of it can be found.", s.ref);
      for (const auto& category : s.only_categories) {
        const bool has = vendor != nullptr && std::ranges::any_of(vendor->products, [&](const auto& product) {
                           return lies_below(product.subject, s.ref) && holds(product.categories, category);
                         });
        if (known && !has) ask("No product of {} in the catalogue is of the category {}.", s.ref, category);
      }
      for (const auto& exclusion : s.exclusions) {
        if (!lies_below(exclusion, s.ref))
          ask("{} is excluded from {}, but does not belong to it.", exclusion, s.ref);
        else if (catalogue_.product(exclusion) == nullptr)
          ask("The catalogue does not know {}, which is excluded.", exclusion);
      }
    }
  }

  void clauses() {
    for (const auto& clause : d_.clauses) {
      const bool dated = std::ranges::any_of(d_.milestones, [&](const auto& m) {
        return (m.clauses.empty() || holds(m.clauses, clause.id)) &&
               !(m.complete_by.empty() && m.target_date.empty()) &&
               (m.kind == "remove" || m.kind == "continuous");
      });
      if (ends_use(clause) && binds(clause) && !dated) ask("Clause {} has no completion date.", clause.id);
      if (clause.sources.empty()) ask("Clause {} names no source.", clause.id);
    }
    for (const auto& m : d_.milestones)
      for (const auto& end : {m.start_by, m.complete_by, m.target_date})
        if (!end.empty() && m.relative_to != "discovery" && day_of(d_, m, end).empty())
          ask("Milestone {}: no day can be computed from {}.", m.id, end);
    if (d_.exceptions && d_.exceptions->granted_by.empty()) ask("Who may grant an exception?");
    if (d_.exceptions && d_.exceptions->max_duration.empty()) ask("How long may an exception last?");
    if (!d_.exceptions && std::ranges::any_of(d_.clauses, binds)) ask("It says nothing about exceptions.");
  }

  void grounds() {
    Answers answers;
    for (const auto& ground : d_.grounds) {
      Answer answer = Answer::unknown;
      answer_named(ground.value, answer);
      answers[ground.criterion] = answer;
      if (ground.evidence.empty()) ask("Ground {} has no evidence.", ground.criterion);
      if (!ground.expires.empty() && ground.expires < today_)
        ask("Ground {} expired on {} and was not assessed again.", ground.criterion, ground.expires);
    }
    const auto rule = DecisionRule::parse(d_.decision_rule);
    if (d_.decision_rule.empty()) {
      ask("It has no decision rule: which grounds carry it?");
      return;
    }
    if (!rule) return;
    for (const auto& criterion : rule->criteria())
      if (!answers.contains(criterion)) ask("The rule asks for {}, for which there is no ground.", criterion);
    if (const auto result = rule->evaluate(answers); result == Answer::unknown)
      ask("The rule cannot be decided with what is known.");
    else if (result != Answer::met)
      ask("The rule is {} with these answers.", result == Answer::not_met ? "not met" : "not applicable");
  }

  void follow_up() {
    for (const auto& claim : d_.counter_claims)
      if (claim.date.empty()) ask("Counter-claim {} has no date.", claim.id);
    for (const auto& notice : d_.notices)
      if (notice.sent.empty()) ask("When was {} told?", notice.party);
    if (d_.vendor_notified.empty()) ask("Was the vendor told of it?");
    if (d_.review_by.empty())
      ask("It has no date for the next review.");
    else if (d_.review_by < today_)
      ask("It was to be reviewed by {}.", d_.review_by);
  }

  const Directive& d_;
  const Catalogue& catalogue_;
  std::string today_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> questions(const Directive& directive, const Catalogue& catalogue, Time today) {
  return Reader(directive, catalogue, today).run();
}

}  // namespace waarborg
