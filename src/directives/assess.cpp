#include "directives/assess.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace waarborg {
namespace {

// Partial dates are compared as far as both go.
bool after(std::string_view date, std::string_view day) {
  const auto n = std::min(date.size(), day.size());
  return date.substr(0, n) > day.substr(0, n);
}

std::vector<CriterionAnswer> statements_of(const Directive& d, std::string_view language) {
  std::vector<CriterionAnswer> out;
  for (const auto& g : d.grounds) {
    CriterionAnswer s{g.criterion, g.value, g.text.in(language), g.assessed, g.expires, {}};
    for (const auto& e : g.evidence) {
      const auto source = std::ranges::find(d.sources, e.source, &DirectiveSource::id);
      if (source == d.sources.end()) continue;  // what is cited must be there
      s.evidence.push_back({source->url,
                            e.date.empty() ? source->date : e.date,
                            e.grade,
                            e.text.in(language),
                            "directive " + d.id,
                            {}});
    }
    out.push_back(std::move(s));
  }
  return out;
}

std::vector<CriterionAnswer> statements_of(const Catalogue& catalogue, std::string_view subject,
                                           std::string_view language) {
  std::vector<CriterionAnswer> out;
  for (const auto* fact : catalogue.criteria(subject)) {
    CriterionAnswer s{fact->criterion, fact->value,   fact->text_in(language),
                      fact->assessed,  fact->expires, {}};
    for (const auto& source : fact->sources)
      s.evidence.push_back({source.url, source.date, fact->grade, {}, "catalogue", {}});
    out.push_back(std::move(s));
  }
  return out;
}

// Of the reasons why nothing is known, the one that says most.
int weight_of(std::string_view why) {
  constexpr std::string_view order[] = {"no-answer", "said-unknown", "no-source", "old-answer", "disagree"};
  return static_cast<int>(std::ranges::find(order, why) - std::begin(order));
}

Assessed weigh(const std::string& criterion, const std::vector<CriterionAnswer>& all,
               const std::string& day) {
  Assessed out;
  out.criterion = criterion;
  out.why = "no-answer";
  const auto unknown_because = [&](std::string_view why) {
    if (weight_of(why) > weight_of(out.why)) out.why = why;
  };
  bool decided = false, disagree = false;
  for (const auto& s : all) {
    // What was not known on the day is no part of it.
    if (s.criterion != criterion || after(s.assessed, day)) continue;
    auto evidence = s.evidence;
    std::erase_if(evidence, [&](const auto& e) { return after(e.date, day); });
    Answer value = Answer::unknown;
    answer_named(s.value, value);
    const bool counts = !evidence.empty() && (s.expires.empty() || !after(day, s.expires));
    if (value == Answer::unknown)
      unknown_because("said-unknown");
    else if (evidence.empty())
      unknown_because("no-source");
    else if (!counts)
      unknown_because("old-answer");
    else if (!decided) {
      decided = true;
      out.value = value;
      out.text = s.text, out.assessed = s.assessed, out.expires = s.expires;
    } else {
      disagree |= out.value != value;
    }
    if (out.text.empty()) out.text = s.text, out.assessed = s.assessed, out.expires = s.expires;
    for (auto& e : evidence) out.evidence.push_back(std::move(e));
  }
  if (disagree) {
    out.value = Answer::unknown;
    out.why = "disagree";
  } else if (decided) {
    out.why.clear();
  }
  return out;
}

AppliedRule applied(const std::string& directive, const std::string& text, const Answers& answers) {
  AppliedRule out{directive, text, Answer::unknown, {}, {}};
  const auto rule = DecisionRule::parse(text);
  if (!rule) return out;
  out.result = rule->evaluate(answers);
  out.flips = flips(*rule, answers);
  if (out.result == Answer::unknown)
    for (const auto& c : rule->criteria())
      if (const auto at = answers.find(c); at == answers.end() || at->second == Answer::unknown)
        out.undecided_by.push_back(c);
  return out;
}

std::set<std::string> evidence_keys(const Assessed& one) {
  std::set<std::string> out;
  for (const auto& e : one.evidence) out.insert(e.url.empty() ? e.origin : e.url);
  return out;
}

}  // namespace

Answers Assessment::answers() const {
  Answers out;
  for (const auto& c : criteria) out[c.criterion] = c.value;
  return out;
}

Assessment assess(const std::string& subject, const std::vector<Directive>& directives,
                  const Catalogue& catalogue, const std::vector<CriterionAnswer>& more,
                  const std::string& rule, const std::string& day, std::string_view language) {
  Assessment out;
  out.subject = subject;
  out.name = catalogue.name_of_subject(subject);
  out.day = day;
  std::vector<const Directive*> about;
  for (const auto& d : directives)
    if (scope_of(d, subject, catalogue) >= Scope::undecided && (d.issued.empty() || d.issued <= day))
      about.push_back(&d);
  auto all = statements_of(catalogue, subject, language);
  for (const auto* d : about)
    for (auto& s : statements_of(*d, language)) all.push_back(std::move(s));
  all.insert(all.end(), more.begin(), more.end());
  for (int i = 1; i <= 15; ++i) out.criteria.push_back(weigh(fmt::format("C{}", i), all, day));
  const auto answers = out.answers();
  for (const auto* d : about)
    if (!d->decision_rule.empty()) out.rules.push_back(applied(d->id, d->decision_rule, answers));
  if (!rule.empty()) out.rules.push_back(applied("", rule, answers));
  return out;
}

std::vector<std::string> changes(const Assessment& older, const Assessment& newer) {
  std::vector<std::string> out;
  for (const auto& now : newer.criteria) {
    const auto was = std::ranges::find(older.criteria, now.criterion, &Assessed::criterion);
    const Assessed before = was == older.criteria.end() ? Assessed{} : *was;
    if (before.value != now.value)
      out.push_back(fmt::format("{}: {} {} -> {}", newer.subject, now.criterion, name_of(before.value),
                                name_of(now.value)));
    const auto had = evidence_keys(before), has = evidence_keys(now);
    for (const auto& e : has)
      if (!had.contains(e))
        out.push_back(fmt::format("{}: {} new evidence {}", newer.subject, now.criterion, e));
    for (const auto& e : had)
      if (!has.contains(e))
        out.push_back(fmt::format("{}: {} no longer {}", newer.subject, now.criterion, e));
  }
  const auto result_in = [](const Assessment& a, const AppliedRule& rule) {
    for (const auto& r : a.rules)
      if (r.directive == rule.directive && (!r.directive.empty() || r.rule == rule.rule))
        return std::string(name_of(r.result));
    return std::string("none");
  };
  for (const auto& rule : newer.rules)
    if (const auto before = result_in(older, rule); before != name_of(rule.result))
      out.push_back(fmt::format("{}: rule {} {} -> {}", newer.subject,
                                rule.directive.empty() ? rule.rule : "of " + rule.directive, before,
                                name_of(rule.result)));
  for (const auto& rule : older.rules)
    if (result_in(newer, rule) == "none")
      out.push_back(fmt::format("{}: rule {} {} -> none", newer.subject,
                                rule.directive.empty() ? rule.rule : "of " + rule.directive,
                                name_of(rule.result)));
  return out;
}

}  // namespace waarborg
