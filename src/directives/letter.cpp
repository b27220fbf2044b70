#include "directives/letter.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "directives/dates.h"
#include "directives/letter_words.h"
#include "directives/logic.h"
#include "directives/text_page.h"
#include "directives/words.h"

namespace waarborg {
namespace {

class Letter {
 public:
  Letter(const Directive& directive, std::string_view language, std::size_t columns, const std::string& day)
      : d_(directive), language_(language), page_(columns), day_(day) {}

  std::string run() {
    head();
    what();
    clauses();
    clock();
    grounds();
    after();
    withheld();
    return page_.take();
  }

 private:
  std::string w(std::string_view id) const { return word_for(id, language_); }
  std::string say(std::string_view id) const { return letter_phrase(id, language_); }
  // Dates are compared as far as both go: "2018" is not later than 2018-05-14.
  bool later(const std::string& date) const {
    const auto n = std::min(date.size(), day_.size());
    return n > 0 && date.compare(0, n, day_, 0, n) > 0;
  }
  // May it be told? What may not is put on the list at the end.
  bool open(const std::string& place) {
    for (const auto& m : d_.markings)
      if (place == m.field || place.starts_with(m.field + "/")) {
        const auto line = fmt::format("{}: {}. {}", m.field, m.level, m.reason.in(language_));
        if (std::ranges::find(withheld_, line) == withheld_.end()) withheld_.push_back(line);
        return false;
      }
    return true;
  }
  // What has no date of its own was not known before its first source.
  std::string first_told(const SourceIds& ids) const {
    std::string first;
    for (const auto& source : d_.sources)
      if (std::ranges::find(ids, source.id) != ids.end() && (first.empty() || source.date < first))
        first = source.date;
    return first;
  }
  std::string url_of(const std::string& id) const {
    const auto at = std::ranges::find(d_.sources, id, &DirectiveSource::id);
    return at == d_.sources.end() ? id : at->url;
  }

  void head() {
    page_.line(0, d_.issuer);
    page_.line(0, d_.authority);
    page_.gap();
    page_.line(0, say("to"));
    page_.line(0, fmt::format("{}: {}", say("date"), d_.issued));
    page_.line(0, fmt::format("{}: {}", say("subject"), d_.title.in(language_)));
    page_.line(0, fmt::format("{}: {}, {} {}", say("reference"), d_.id, w("version"), d_.version));
    if (!d_.legal_basis.empty()) page_.line(0, fmt::format("{}: {}", say("basis"), d_.legal_basis));
    if (!d_.classification.empty() && d_.classification != "public")
      page_.line(0, fmt::format("{}: {} {}", w("marking"), d_.classification, join(d_.caveats, ", ")));
    page_.line(0, fmt::format("{} {}.", say("as-of"), day_));
    if (!d_.expires.empty() && day_ > d_.expires)
      page_.line(0, fmt::format("{} {}.", say("expired"), d_.expires));
    page_.gap();
    if (open("/text")) page_.paragraph(d_.text.in(language_));
  }

  void what() {
    page_.heading(w("subjects"));
    for (std::size_t i = 0; i < d_.subjects.size(); ++i) {
      const auto& s = d_.subjects[i];
      if (!open(fmt::format("/subjects/{}", i))) continue;
      page_.line(2, s.text.empty() ? s.name() : fmt::format("{} ({})", s.text.in(language_), s.name()), "- ");
      if (!s.exclusions.empty()) page_.line(4, fmt::format("{}: {}", w("not"), join(s.exclusions, ", ")));
    }
  }

  void clauses() {
    page_.heading(w("clauses"));
    for (std::size_t i = 0; i < d_.clauses.size(); ++i) {
      const auto& clause = d_.clauses[i];
      const auto place = fmt::format("/clauses/{}", i);
      if (!open(place)) continue;
      page_.line(2, clause.text.in(language_), fmt::format("{}. ", i + 1));
      for (std::size_t k = 0; k < clause.audiences.size(); ++k) {
        const auto& a = clause.audiences[k];
        if (open(fmt::format("{}/audiences/{}", place, k)))
          page_.line(5, fmt::format("{}: {}. {}", a.name.in(language_), w(a.force), a.consequence), "- ");
      }
      for (const auto& [dimension, values] : clause.applies_to)
        page_.line(5, fmt::format("{}: {}.", dimension, join(values, ", ")), "- ");
      for (std::size_t k = 0; k < clause.conditions.size(); ++k)
        if (open(fmt::format("{}/conditions/{}", place, k)))
          page_.line(
              5,
              clause.conditions[k].text.in(language_) +
                  (clause.conditions[k].check == "not-verifiable" ? " (" + say("no-sensor") + ")" : ""),
              "- ");
      if (clause.replacement_required) page_.line(5, w("substitute") + ".", "- ");
    }
  }

  void clock() {
    page_.heading(w("milestones"));
    bool ends = false;
    for (std::size_t i = 0; i < d_.milestones.size(); ++i) {
      const auto& m = d_.milestones[i];
      ends |= m.kind == "remove" && !(m.complete_by.empty() && m.target_date.empty());
      if (!open(fmt::format("/milestones/{}", i))) continue;
      std::string days;
      for (const auto& [label, when] : {std::pair{"start-by", m.start_by},
                                        {"complete-by", m.complete_by},
                                        {"target-date", m.target_date}})
        if (!when.empty()) {
          const auto day = day_of(d_, m, when);
          days += fmt::format("{}{} {}", days.empty() ? "" : ", ", w(label), day.empty() ? when : day);
        }
      page_.line(2,
                 fmt::format("{}{}{}. {}", w(m.kind), days.empty() ? "" : ": ", days, m.text.in(language_)),
                 "- ");
      page_.line(4, m.extension_rule);
      if (!m.reported_as.empty())
        page_.line(4, fmt::format("{}: {}", say("press"), m.reported_as.in(language_)));
    }
    if (!ends) page_.line(2, say("no-end"));
  }

  void grounds() {
    if (d_.grounds.empty()) return;
    page_.heading(w("grounds"));
    Answers answers;
    bool all_told = true;
    for (std::size_t i = 0; i < d_.grounds.size(); ++i) {
      const auto& g = d_.grounds[i];
      const auto place = fmt::format("/grounds/{}", i);
      Answer answer = Answer::unknown;
      answer_named(g.value, answer);
      // An answer that was given later is not of that day.
      if (later(g.assessed)) continue;
      if (!open(place)) {
        all_told = false;
        continue;
      }
      answers[g.criterion] = answer;
      page_.line(2,
                 fmt::format("{} ({}): {}", g.criterion, answer_for(answer, language_), g.text.in(language_)),
                 "- ");
      for (std::size_t k = 0; k < g.evidence.size(); ++k) {
        const auto& e = g.evidence[k];
        if (!open(fmt::format("{}/evidence/{}", place, k)) || later(e.date)) continue;
        if (e.publication != "public") {
          withheld_.push_back(fmt::format("{}/evidence/{}: {}.", place, k, e.publication));
          continue;
        }
        page_.line(
            4, fmt::format("{} ({}{}{}): {} {}", w("evidence"), grade(e.grade), e.date.empty() ? "" : ", ",
                           e.date, e.text.in(language_), url_of(e.source)));
      }
      if (std::ranges::all_of(g.evidence, [&](const auto& e) { return later(e.date); }))
        page_.line(4, say("no-evidence"));
    }
    if (const auto rule = DecisionRule::parse(d_.decision_rule); rule && all_told && open("/decision_rule")) {
      page_.line(2,
                 fmt::format("{}: {}.", say("rule"), in_words(rule->filled(answers, answer_for, language_))));
      page_.line(2, fmt::format("{}: {}.", w("result"), answer_for(rule->evaluate(answers), language_)));
    }
    for (std::size_t i = 0; i < d_.counter_claims.size(); ++i) {
      const auto& c = d_.counter_claims[i];
      if (later(c.date.empty() ? first_told(c.sources) : c.date) ||
          !open(fmt::format("/counter_claims/{}", i)))
        continue;
      page_.line(2,
                 fmt::format("{} ({}{}{}): {}", w("against"), c.by, c.date.empty() ? "" : ", ", c.date,
                             c.text.in(language_)),
                 "- ");
      if (!c.leaves.empty()) page_.line(4, fmt::format("{}: {}.", w("leaves"), join(c.leaves, ", ")));
    }
  }
  // "C1 and not C2" with the joining words of the language.
  std::string in_words(const std::string& filled) const {
    std::string out;
    for (const auto word : words(filled)) {
      const auto bare = word.substr(std::min(word.find_first_not_of('('), word.size()));
      const bool joins = bare == "and" || bare == "or" || (bare == "not" && language_ != "en");
      if (!out.empty()) out += ' ';
      out += word.substr(0, word.size() - bare.size());
      out += joins ? say(bare) : std::string(bare);
    }
    return out;
  }
  // Admiralty grades (B2) stand for themselves.
  std::string grade(const std::string& grade) const { return letter_phrase(grade, language_); }

  void after() {
    page_.heading(w("exceptions"));
    if (!d_.exceptions)
      page_.line(2, say("no-exceptions"));
    else if (open("/exceptions")) {
      page_.line(2, d_.exceptions->text.in(language_));
      if (!d_.exceptions->max_duration.empty())
        page_.line(2, fmt::format("{} {}.", w("at-most"), d_.exceptions->max_duration));
      page_.line(2, fmt::format("{}: {}.", w("on-expiry"), w(d_.exceptions->on_expiry)));
    }
    if (!d_.notices.empty() || !d_.vendor_notified.empty()) page_.heading(w("notices"));
    for (std::size_t i = 0; i < d_.notices.size(); ++i) {
      const auto& n = d_.notices[i];
      if (later(n.sent) || !open(fmt::format("/notices/{}", i))) continue;
      page_.line(2,
                 fmt::format("{}: {}{}{}. {}", n.party, n.by, n.sent.empty() ? "" : ", ", n.sent,
                             n.text.in(language_)),
                 "- ");
    }
    if (!d_.vendor_reply_until.empty())
      page_.line(2, fmt::format("{} {} {}.", w("vendor"), w("reply-until"), d_.vendor_reply_until));
    for (const auto& r : d_.replies)
      if (!later(r.date)) page_.line(2, fmt::format("{}: {}", r.date, r.text.in(language_)), "- ");
    page_.heading(w("reviews"));
    for (const auto& r : d_.reviews)
      if (!later(r.date))
        page_.line(2, fmt::format("{}: {}. {}", r.date, w(r.outcome), r.text.in(language_)), "- ");
    page_.line(
        2, d_.review_by.empty() ? say("no-review") : fmt::format("{} {}.", w("next-review"), d_.review_by));
  }

  void withheld() {
    page_.heading(say("withheld"));
    for (const auto& a : d_.attachments)
      if (!a.classification.empty() && a.classification != "public")
        withheld_.push_back(fmt::format("{}: {}. sha256 {}", a.name, a.classification, a.sha256));
    for (const auto& line : withheld_) page_.line(2, line, "- ");
    if (withheld_.empty()) page_.line(2, say("nothing-withheld"));
  }

  const Directive& d_;
  std::string language_;
  TextPage page_;
  std::string day_;
  std::vector<std::string> withheld_;
};

}  // namespace

std::string letter(const Directive& directive, std::string_view language, std::size_t columns,
                   const std::string& day) {
  return Letter(directive, language, columns, day).run();
}

}  // namespace waarborg
