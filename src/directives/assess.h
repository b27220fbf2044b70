// An assessment of one subject: the criteria C1 to C15, each with its value and the evidence for it, and the
// rules of the directives about the subject with these values filled in. No score. Pure; `day` is the clock.
// An answer counts only with a source that is there and dated no later than the day, and until it expires; a
// criterion without an answer that counts is unknown, and answers that contradict each other are unknown as
// well. It borrows nothing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "directives/logic.h"
#include "directives/model.h"

namespace waarborg {

struct CriterionEvidence {
  std::string url, date, grade, text;
  std::string from;    // directive nl-2018-kaspersky, catalogue, case host.case
  std::string origin;  // of evidence in a case: file, offset and reader
};

struct Assessed {
  std::string criterion;
  Answer value = Answer::unknown;
  std::string
      why;  // id of a phrase: no-answer, no-source, old-answer, disagree, said-unknown; "" when decided
  std::string text, assessed, expires;
  std::vector<CriterionEvidence> evidence;  // also of answers that do not count
};

struct AppliedRule {
  std::string directive, rule;
  Answer result = Answer::unknown;
  std::vector<std::string> undecided_by;  // criteria of the rule that are unknown, when the result is
  std::vector<Flip> flips;
};

struct Assessment {
  std::string subject, name, day;
  std::vector<Assessed> criteria;  // C1 to C15, all of them
  std::vector<AppliedRule> rules;
  Answers answers() const;
};

// What somebody answered on one criterion.
struct CriterionAnswer {
  std::string criterion, value, text, assessed, expires;
  std::vector<CriterionEvidence> evidence;
};

// `more`: statements from elsewhere, a case. `rule`: one to evaluate besides those of the directives, or "".
Assessment assess(const std::string& subject, const std::vector<Directive>& directives,
                  const Catalogue& catalogue, const std::vector<CriterionAnswer>& more,
                  const std::string& rule, const std::string& day, std::string_view language);

// What differs, one English line each: values, rule results, evidence that came or went.
std::vector<std::string> changes(const Assessment& older, const Assessment& newer);

std::string changes_page(const std::vector<std::string>& changes, std::string_view language,
                         std::size_t columns);
std::string assessment_page(const Assessment& assessment, std::string_view language, std::size_t columns);

}  // namespace waarborg
