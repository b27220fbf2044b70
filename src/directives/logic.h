// The decision rule of a directive: "C1 and C2 and C3", with and, or, not and parentheses over criteria C1 to
// C15. It is evaluated in three values (Kleene): unknown is never taken for "not met", it stays unknown
// unless the other answers decide. A criterion that is not applicable drops out of its and/or; a rule of
// which nothing is left does not apply. Refused: and mixed with or without parentheses, deeper than 32,
// longer than 4096 bytes. Error::offset is a byte.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace waarborg {

enum class Answer : std::uint8_t { not_met, met, unknown, not_applicable };
std::string_view name_of(Answer answer);  // "not-met", "met", "unknown", "not-applicable"
bool answer_named(std::string_view name, Answer& out);
bool is_criterion(std::string_view id);  // C1 to C15

using Answers = std::map<std::string, Answer, std::less<>>;  // a criterion that is not in it is unknown

class DecisionRule {
 public:
  static Result<DecisionRule> parse(std::string_view text);
  Answer evaluate(const Answers& answers) const;
  const std::vector<std::string>& criteria() const { return criteria_; }  // in order of appearance, each once
  // The rule with its values: "C1 (met) and C2 (unknown)". `word` gives the word for an answer.
  std::string filled(const Answers& answers, std::string (*word)(Answer, std::string_view language),
                     std::string_view language) const;

 private:
  friend class RuleParser;
  // Nodes stand after their children; the last one is the root.
  struct Node {
    enum class Kind : std::uint8_t { criterion, negation, both, either } kind = Kind::criterion;
    std::size_t criterion = 0;          // of criteria_
    std::vector<std::size_t> children;  // of nodes_
  };
  std::string text_;
  std::vector<std::string> criteria_;
  std::vector<Node> nodes_;
};

// One answer that, changed alone, would change the result.
struct Flip {
  std::string criterion;
  Answer to;      // met or not-met
  Answer result;  // of the rule then
};
std::vector<Flip> flips(const DecisionRule& rule, const Answers& answers);

}  // namespace waarborg
