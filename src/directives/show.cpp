#include "directives/show.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "directives/dates.h"
#include "directives/show_follow_up.h"
#include "directives/text_page.h"
#include "directives/words.h"

namespace waarborg {
namespace {

class Show {
 public:
  Show(const Directive& directive, std::string_view language, std::size_t columns)
      : d_(directive), language_(language), page_(columns) {}

  std::string run(const std::vector<std::string>& asked, const SignatureReport* signatures) {
    head();
    subjects();
    clauses();
    milestones();
    grounds();
    show_follow_up(d_, language_, page_);
    signed_by(signatures);
    if (!asked.empty()) page_.heading(w("questions"));
    for (const auto& question : asked) page_.line(2, question, "? ");
    page_.heading(w("sources"));
    for (const auto& source : d_.sources)
      page_.line(2, fmt::format("{}  {}  {}", source.id, source.date, source.url));
    return page_.take();
  }

 private:
  std::string w(std::string_view id) const { return word_for(id, language_); }
  void fact(std::string_view label, const std::string& text) {
    if (!trim(text).empty()) page_.line(2, fmt::format("{}: {}", w(label), text));
  }
  std::string cites(const SourceIds& sources) const {
    return sources.empty() ? std::string() : " [" + join(sources, ", ") + "]";
  }

  void head() {
    page_.line(0, d_.title.in(language_));
    page_.line(0, fmt::format("{}, {} {}", d_.id, w("version"), d_.version));
    page_.line(2, d_.text.in(language_));
    page_.heading(w("decided-by"));
    page_.line(2, d_.issuer);
    page_.line(2, d_.authority);
    page_.line(2, d_.legal_basis);
    fact("status", fmt::format("{} ({}{}{})", d_.status, d_.kind, d_.basis.empty() ? "" : ", ", d_.basis));
    fact("issued", d_.issued);
    if (d_.effective != d_.issued) fact("effective", d_.effective);
    fact("expires", d_.expires);
    fact("clock", d_.zone.empty() ? d_.calendar : fmt::format("{}, {}", d_.zone, d_.calendar));
    fact("marking", d_.classification);
    fact("caveats", join(d_.caveats, ", "));
    fact("release-to", join(d_.release_to, ", "));
    for (const auto& m : d_.markings)
      page_.line(4, fmt::format("{}: {}. {}", m.field, m.level, m.reason.in(language_)), "- ");
    fact("replaces", join(d_.supersedes, ", "));
    fact("amends", join(d_.amends, ", "));
    for (const auto& one : d_.considered)
      fact("considered", fmt::format("{} ({}): {}{}", one.decision, one.relation, one.text.in(language_),
                                     cites(one.sources)));
  }

  void subjects() {
    page_.heading(w("subjects"));
    for (const auto& s : d_.subjects) {
      page_.line(2, s.name());
      if (!s.class_countries.empty()) page_.line(4, join(s.class_countries, ", "));
      if (!s.list_filter.empty()) page_.line(4, s.list_filter);
      if (!s.list_key_id.empty()) page_.line(4, w("key") + ": " + s.list_key_id);
      if (!s.versions_from.empty() || !s.versions_until.empty())
        page_.line(4, fmt::format("{}: {} - {}", w("versions"), s.versions_from, s.versions_until));
      if (!s.only_categories.empty()) page_.line(4, w("only") + ": " + join(s.only_categories, ", "));
      if (!s.exclusions.empty()) page_.line(4, w("not") + ": " + join(s.exclusions, ", "));
      if (!s.supplied_via.empty()) page_.line(4, w("supplied") + ": " + join(s.supplied_via, ", "));
      if (!s.deployment.empty()) page_.line(4, w("deployed") + ": " + join(s.deployment, ", "));
      page_.line(4, s.text.in(language_) + cites(s.sources));
    }
  }

  void clauses() {
    page_.heading(w("clauses"));
    for (const auto& clause : d_.clauses) {
      page_.line(2, fmt::format("{}: {}", clause.id, w(clause.effect)));
      page_.line(4, clause.text.in(language_) + cites(clause.sources));
      for (const auto& a : clause.audiences) {
        page_.line(
            4, fmt::format("{}: {} ({}){}", w(a.force), a.name.in(language_), a.selector, cites(a.sources)),
            "- ");
        page_.line(6, a.consequence);
      }
      if (!clause.subjects.empty()) page_.line(4, w("about") + ": " + join(clause.subjects, ", "));
      for (const auto& [dimension, values] : clause.applies_to)
        page_.line(4, fmt::format("{}: {}", dimension, join(values, ", ")));
      if (!clause.target_metric.empty())
        page_.line(4, fmt::format("{}: {} {} {}", w("target"), clause.target_metric, clause.target_op,
                                  clause.target_value));
      for (const auto& condition : clause.conditions)
        page_.line(4, fmt::format("{} ({})", condition.text.in(language_), condition.check), "- ");
      if (clause.replacement_required)
        page_.line(4, fmt::format("{} ({})", w("substitute"), clause.replacement_order));
      if (!clause.replacement_candidates.empty()) page_.line(6, join(clause.replacement_candidates, ", "));
    }
  }

  void milestones() {
    if (!d_.milestones.empty()) page_.heading(w("milestones"));
    for (const auto& m : d_.milestones) {
      page_.line(2, fmt::format("{}: {}", m.id, w(m.kind)));
      for (const auto& [label, when] : {std::pair{"start-by", m.start_by},
                                        {"complete-by", m.complete_by},
                                        {"target-date", m.target_date}}) {
        if (when.empty()) continue;
        const auto day = day_of(d_, m, when);
        const auto from = m.relative_to.empty() ? "issued" : m.relative_to;
        page_.line(4, when == day ? fmt::format("{} {}", w(label), day)
                                  : fmt::format("{} {} ({}, {})", w(label), day, when, from));
      }
      if (m.complete_by.empty() && m.target_date.empty() && m.kind == "remove") page_.line(4, w("no-date"));
      page_.line(4, m.text.in(language_) + cites(m.sources));
      if (!m.audiences.empty()) page_.line(4, w("for") + ": " + join(m.audiences, ", "));
      if (!m.clauses.empty()) page_.line(4, w("clause") + ": " + join(m.clauses, ", "));
      if (!m.collectors.empty() || !m.max_age.empty() || !m.completeness.empty())
        page_.line(4, fmt::format("{}: {} {} {}", w("evidence"), join(m.collectors, ", "), m.max_age,
                                  m.completeness));
      page_.line(4, m.extension_rule);
      page_.line(4, m.note);
      if (!m.reported_as.empty()) page_.line(4, w("reported-as") + ": " + m.reported_as.in(language_));
    }
  }

  void grounds() {
    if (d_.grounds.empty() && d_.decision_rule.empty()) return;
    page_.heading(w("grounds"));
    Answers answers;
    for (const auto& ground : d_.grounds) {
      Answer answer = Answer::unknown;
      answer_named(ground.value, answer);
      answers[ground.criterion] = answer;
      page_.line(2, fmt::format("{} {}: {}", ground.criterion, answer_for(answer, language_),
                                ground.text.in(language_)));
      if (!ground.assessor.empty() || !ground.assessed.empty())
        page_.line(4, fmt::format("{}: {} {}", w("assessed"), ground.assessor, ground.assessed));
      if (!ground.expires.empty()) page_.line(4, w("expires") + ": " + ground.expires);
      for (const auto& e : ground.evidence)
        page_.line(4,
                   fmt::format("{}: {} {} ({}{}) {}", w("evidence"), e.source, e.date, e.grade,
                               e.publication == "public" ? "" : ", " + e.publication, e.text.in(language_)));
      for (const auto& claim : d_.counter_claims)
        if (std::ranges::find(claim.about, ground.criterion) != claim.about.end()) counter_claim(claim);
    }
    const auto rule = DecisionRule::parse(d_.decision_rule);
    if (!rule) return;
    const auto result = rule->evaluate(answers);
    page_.line(2, fmt::format("{}: {}", w("rule"), rule->filled(answers, answer_for, language_)));
    page_.line(2, fmt::format("{}: {}", w("result"), answer_for(result, language_)));
    const auto changes = flips(*rule, answers);
    page_.line(2, changes.empty() ? w("flips-none") : w("flips") + ":");
    for (const auto& flip : changes)
      page_.line(4, fmt::format("{} {} -> {}", flip.criterion, answer_for(flip.to, language_),
                                answer_for(flip.result, language_)));
  }

  void counter_claim(const CounterClaim& claim) {
    const auto who = claim.date.empty() ? claim.by : claim.by + ", " + claim.date;
    page_.line(
        4, fmt::format("{} ({}): {}{}", w("against"), who, claim.text.in(language_), cites(claim.sources)));
    if (!claim.would_change.empty())
      page_.line(6, fmt::format("{}: {}", w("would-change"), join(claim.would_change, ", ")));
    if (!claim.leaves.empty()) page_.line(6, fmt::format("{}: {}", w("leaves"), join(claim.leaves, ", ")));
  }

  void signed_by(const SignatureReport* report) {
    page_.heading(w("signatures"));
    if (d_.signatures.empty())
      page_.line(2, w("unsigned"));
    else
      page_.line(2, fmt::format("{} / {} {}", d_.threshold, d_.signatures.size(), w("must-sign")));
    if (report == nullptr) {
      for (const auto& role : d_.signatures) page_.line(2, fmt::format("{} {}", role.role, role.key_id));
      return;
    }
    for (const auto& role : report->roles)
      page_.line(2, fmt::format("{} {} {} {}", role.role, role.key_id, name_of(role.state),
                                role.state == SignatureState::valid ? role.trusted_comment : role.why));
    page_.line(2, report->summary());
  }

  const Directive& d_;
  std::string language_;
  TextPage page_;
};

}  // namespace

std::string show(const Directive& directive, std::string_view language, std::size_t columns,
                 const std::vector<std::string>& questions, const SignatureReport* signatures) {
  return Show(directive, language, columns).run(questions, signatures);
}

}  // namespace waarborg
