// An assessment for a terminal: what is decided first, with all of its evidence; what nobody knows in one
// line each.
#include <fmt/core.h>

#include "base/text.h"
#include "directives/assess.h"
#include "directives/letter_words.h"
#include "directives/text_page.h"
#include "directives/words.h"

namespace waarborg {
namespace {

void criterion(const Assessed& c, std::string_view language, TextPage& page) {
  const auto why = c.why.empty() ? std::string() : " (" + letter_phrase(c.why, language) + ")";
  page.line(2, fmt::format("{} {}: {}{}", c.criterion, criterion_name(c.criterion, language),
                           answer_for(c.value, language), why));
  if (!c.text.empty()) page.line(6, c.text);
  if (!c.assessed.empty())
    page.line(6,
              fmt::format(
                  "{}: {}{}", word_for("assessed", language), c.assessed,
                  c.expires.empty() ? "" : fmt::format(", {} {}", word_for("expires", language), c.expires)));
  for (const auto& e : c.evidence)
    page.line(6,
              fmt::format("{} {} ({}, {}) {}", e.date, e.url.empty() ? e.origin : e.url,
                          letter_phrase(e.grade, language), e.from, e.text),
              "- ");
}

void rule(const AppliedRule& r, const Answers& answers, std::string_view language, TextPage& page) {
  const auto parsed = DecisionRule::parse(r.rule);
  if (!parsed) return;
  page.line(2, fmt::format("{}: {}", r.directive.empty() ? word_for("rule", language) : r.directive,
                           parsed->filled(answers, answer_for, language)));
  std::string result = answer_for(r.result, language);
  if (r.result == Answer::unknown)
    result = fmt::format("{}: {} {}", letter_phrase("undecided", language), join(r.undecided_by, ", "),
                         answer_for(Answer::unknown, language));
  page.line(4, fmt::format("{}: {}", word_for("result", language), result));
  page.line(4, r.flips.empty() ? word_for("flips-none", language) : word_for("flips", language) + ":");
  for (const auto& flip : r.flips)
    page.line(6, fmt::format("{} {} -> {}", flip.criterion, answer_for(flip.to, language),
                             answer_for(flip.result, language)));
}

}  // namespace

std::string changes_page(const std::vector<std::string>& changes, std::string_view language,
                         std::size_t columns) {
  TextPage page(columns);
  page.heading(letter_phrase("changed", language));
  for (const auto& line : changes) page.line(2, line, "- ");
  if (changes.empty()) page.line(2, letter_phrase("nothing-changed", language));
  return page.take();
}

std::string assessment_page(const Assessment& assessment, std::string_view language, std::size_t columns) {
  TextPage page(columns);
  page.line(0, fmt::format("{}  {}", assessment.subject, assessment.name));
  page.line(0, fmt::format("{} {}", word_for("assessed", language), assessment.day));
  page.heading(letter_phrase("criteria", language));
  for (const auto& c : assessment.criteria)
    if (c.why != "no-answer") criterion(c, language, page);
  for (const auto& c : assessment.criteria)
    if (c.why == "no-answer") criterion(c, language, page);
  page.heading(word_for("rule", language));
  if (assessment.rules.empty()) page.line(2, letter_phrase("no-rule", language));
  const auto answers = assessment.answers();
  for (const auto& r : assessment.rules) rule(r, answers, language, page);
  return page.take();
}

}  // namespace waarborg
