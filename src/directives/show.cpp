#include "directives/show.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "directives/dates.h"
#include "directives/words.h"

namespace waarborg {
namespace {

// Lines of at most `columns`; what follows the first line of an entry stands further to the right.
class Page {
 public:
  explicit Page(std::size_t columns) : columns_(std::max<std::size_t>(columns, 30)) {}

  void heading(std::string_view text) { out_ += "\n" + std::string(text) + "\n"; }
  void line(std::size_t indent, std::string_view text, std::string_view mark = "") {
    const std::size_t inner = indent + display_width(mark);
    std::string current = std::string(indent, ' ') + std::string(mark);
    std::size_t width = inner;
    bool fresh = true;
    for (const auto raw : words(text)) {
      const auto word = printable(raw);
      const auto n = display_width(word);
      if (!fresh && width + 1 + n > columns_) {
        out_ += current + "\n";
        width = inner + (mark.empty() ? 2 : 0);
        current = std::string(width, ' ');
        fresh = true;
      }
      if (!fresh) current += ' ', ++width;
      current += word;
      width += n;
      fresh = false;
    }
    if (!fresh) out_ += current + "\n";
  }
  std::string take() { return std::move(out_); }

 private:
  std::size_t columns_;
  std::string out_;
};

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
    reviews();
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
    fact("replaces", join(d_.supersedes, ", "));
    fact("amends", join(d_.amends, ", "));
    for (const auto& one : d_.considered)
      fact("considered", fmt::format("{}: {}{}", one.decision, one.text.in(language_), cites(one.sources)));
  }

  void subjects() {
    page_.heading(w("subjects"));
    for (const auto& s : d_.subjects) {
      page_.line(2, s.ref);
      if (!s.only_categories.empty()) page_.line(4, w("only") + ": " + join(s.only_categories, ", "));
      if (!s.exclusions.empty()) page_.line(4, w("not") + ": " + join(s.exclusions, ", "));
      if (!s.supplied_via.empty()) page_.line(4, join(s.supplied_via, ", "));
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
      for (const auto& [dimension, values] : clause.applies_to)
        page_.line(4, fmt::format("{}: {}", dimension, join(values, ", ")));
      if (!clause.target_metric.empty())
        page_.line(4, fmt::format("{}: {} {} {}", w("target"), clause.target_metric, clause.target_op,
                                  clause.target_value));
      for (const auto& condition : clause.conditions)
        page_.line(4, fmt::format("{} ({})", condition.text.in(language_), condition.check), "- ");
      if (clause.replacement_required)
        page_.line(4, fmt::format("{} ({})", w("substitute"), clause.replacement_order));
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
      for (const auto& e : ground.evidence)
        page_.line(4, fmt::format("{}: {} {} ({}) {}", w("evidence"), e.source, e.date, e.grade,
                                  e.text.in(language_)));
      for (const auto& claim : d_.counter_claims)
        if (std::ranges::find(claim.about, ground.criterion) != claim.about.end()) counter_claim(claim);
    }
    const auto rule = Rule::parse(d_.decision_rule);
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

  void reviews() {
    if (d_.reviews.empty() && d_.review_by.empty() && d_.review_triggers.empty()) return;
    page_.heading(w("reviews"));
    for (const auto& r : d_.reviews)
      page_.line(2, fmt::format("{} {}: {}{}", r.date, r.outcome, r.text.in(language_), cites(r.sources)));
    if (!d_.review_by.empty()) page_.line(2, w("next-review") + " " + d_.review_by);
    page_.line(2, join(d_.review_triggers, ", "));
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
  Page page_;
};

}  // namespace

std::string show(const Directive& directive, std::string_view language, std::size_t columns,
                 const std::vector<std::string>& questions, const SignatureReport* signatures) {
  return Show(directive, language, columns).run(questions, signatures);
}

}  // namespace waarborg
