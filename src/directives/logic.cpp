#include "directives/logic.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 4> names = {"not-met", "met", "unknown", "not-applicable"};
constexpr std::size_t longest = 4096;
constexpr unsigned deepest = 32;

bool part_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The next word or parenthesis from `at`, which moves behind it; "" at the end.
std::string_view next_token(std::string_view text, std::size_t& at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n')) ++at;
  const auto begin = at;
  while (at < text.size() && part_of_word(text[at])) ++at;
  if (at == begin && at < text.size()) ++at;
  return text.substr(begin, at - begin);
}

// `settles` is the answer that decides alone: not-met for and, met for or.
Answer combine(const std::vector<Answer>& parts, Answer settles) {
  bool any = false, unknown = false;
  for (const auto part : parts) {
    if (part == settles) return settles;
    any |= part != Answer::not_applicable;
    unknown |= part == Answer::unknown;
  }
  if (!any) return Answer::not_applicable;
  if (unknown) return Answer::unknown;
  return settles == Answer::met ? Answer::not_met : Answer::met;
}

}  // namespace

std::string_view name_of(Answer answer) {
  return names[static_cast<std::size_t>(answer)];
}

bool answer_named(std::string_view name, Answer& out) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return false;
  out = static_cast<Answer>(found - names.begin());
  return true;
}

bool is_criterion(std::string_view id) {
  unsigned number = 0;
  if (id.size() < 2 || id.size() > 3 || id[0] != 'C' || id[1] == '0') return false;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return error == std::errc() && end == id.data() + id.size() && number >= 1 && number <= 15;
}

class RuleParser {
 public:
  explicit RuleParser(std::string_view text) : text_(text) { step(); }

  Result<DecisionRule> run() {
    rule_.text_ = text_;
    chain(0);
    if (why_.empty() && !token_.empty()) refuse(fmt::format("\"{}\" was not expected here", token_));
    if (!why_.empty()) return fail(Fault::malformed, why_, where_);
    return std::move(rule_);
  }

 private:
  using Node = DecisionRule::Node;

  void step() {
    token_ = next_token(text_, at_);
    start_ = at_ - token_.size();
  }
  void refuse(std::string why) {
    if (!why_.empty()) return;
    why_ = std::move(why);
    where_ = start_;
  }
  std::size_t add(Node node) {
    rule_.nodes_.push_back(std::move(node));
    return rule_.nodes_.size() - 1;
  }

  // part (and part)* or part (or part)*, never the two mixed: people read such a rule in two ways.
  std::size_t chain(unsigned depth) {
    std::vector<std::size_t> parts = {part(depth)};
    const std::string_view word = token_;
    while (why_.empty() && (token_ == "and" || token_ == "or")) {
      if (token_ != word) {
        refuse("the rule mixes \"and\" with \"or\": say with parentheses what belongs together");
        break;
      }
      step();
      parts.push_back(part(depth));
    }
    if (parts.size() == 1) return parts[0];
    return add({.kind = word == "and" ? Node::Kind::both : Node::Kind::either, .children = std::move(parts)});
  }

  std::size_t part(unsigned depth) {
    if (depth > deepest) {
      refuse(fmt::format("nested deeper than {}", deepest));
      return 0;
    }
    if (token_ == "not") {
      step();
      const auto inner = part(depth + 1);
      return add({.kind = Node::Kind::negation, .children = {inner}});
    }
    if (token_ == "(") {
      step();
      const auto inner = chain(depth + 1);
      if (why_.empty() && token_ != ")") refuse("a parenthesis is not closed");
      step();
      return inner;
    }
    if (token_.empty()) {
      refuse("the rule ends where a criterion should stand");
      return 0;
    }
    if (!is_criterion(token_)) {
      refuse(fmt::format("\"{}\" is not a criterion (C1 to C15)", token_));
      return 0;
    }
    auto& known = rule_.criteria_;
    const auto found = std::ranges::find(known, token_);
    const auto number = static_cast<std::size_t>(found - known.begin());
    if (found == known.end()) known.emplace_back(token_);
    step();
    return add({.kind = Node::Kind::criterion, .criterion = number, .children = {}});
  }

  std::string_view text_, token_;
  std::size_t at_ = 0, start_ = 0, where_ = 0;
  std::string why_;
  DecisionRule rule_;
};

Result<DecisionRule> DecisionRule::parse(std::string_view text) {
  if (text.size() > longest)
    return fail(Fault::too_big, fmt::format("a rule of more than {} bytes", longest));
  return RuleParser(text).run();
}

Answer DecisionRule::evaluate(const Answers& answers) const {
  std::vector<Answer> values;
  values.reserve(nodes_.size());
  for (const auto& node : nodes_) {
    std::vector<Answer> parts;
    for (const auto child : node.children) parts.push_back(values[child]);
    switch (node.kind) {
      case Node::Kind::criterion: {
        const auto found = answers.find(criteria_[node.criterion]);
        values.push_back(found == answers.end() ? Answer::unknown : found->second);
        break;
      }
      case Node::Kind::negation:
        values.push_back(parts[0] == Answer::met       ? Answer::not_met
                         : parts[0] == Answer::not_met ? Answer::met
                                                       : parts[0]);
        break;
      case Node::Kind::both:
        values.push_back(combine(parts, Answer::not_met));
        break;
      case Node::Kind::either:
        values.push_back(combine(parts, Answer::met));
        break;
    }
  }
  return values.empty() ? Answer::unknown : values.back();
}

std::string DecisionRule::filled(const Answers& answers, std::string (*word)(Answer, std::string_view),
                                 std::string_view language) const {
  std::string out;
  for (std::size_t at = 0; at < text_.size();) {
    const auto before = at;
    const auto token = next_token(text_, at);
    out += text_.substr(before, at - before);
    if (!is_criterion(token)) continue;
    const auto found = answers.find(token);
    out += " (" + word(found == answers.end() ? Answer::unknown : found->second, language) + ")";
  }
  return out;
}

std::vector<Flip> flips(const DecisionRule& rule, const Answers& answers) {
  const auto now = rule.evaluate(answers);
  std::vector<Flip> out;
  for (const auto& criterion : rule.criteria()) {
    auto other = answers;
    const auto found = answers.find(criterion);
    for (const auto to : {Answer::met, Answer::not_met}) {
      if (found != answers.end() && found->second == to) continue;
      other.insert_or_assign(criterion, to);
      if (const auto result = rule.evaluate(other); result != now) out.push_back({criterion, to, result});
    }
  }
  return out;
}

}  // namespace waarborg
