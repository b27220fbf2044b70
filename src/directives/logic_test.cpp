#include "directives/logic.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace waarborg {
namespace {

// "C1=met C2=unknown"
Answers answers_of(std::string_view text) {
  Answers out;
  for (const auto word : words(text)) {
    const auto at = word.find('=');
    Answer answer{};
    EXPECT_TRUE(answer_named(word.substr(at + 1), answer)) << word;
    out[std::string(word.substr(0, at))] = answer;
  }
  return out;
}

TEST(DecisionRule, three_valued_table) {
  struct Case {
    std::string_view rule, answers, result;
  };
  const Case cases[] = {
      {"C1 and C2 and C3", "C1=met C2=met C3=met", "met"},
      {"C1 and C2 and C3", "C1=met C2=not-met C3=met", "not-met"},
      {"C1 and C2 and C3", "C1=met C2=unknown C3=met", "unknown"},
      {"C1 and C2", "C1=not-met C2=unknown", "not-met"},  // the other answer decides, whatever C2 is
      {"C1 and C2", "C1=met", "unknown"},                 // no answer is unknown, not "not met"
      {"C1 or C2", "C1=met C2=unknown", "met"},
      {"C1 or C2", "C1=not-met C2=unknown", "unknown"},
      {"C1 or C2", "C1=not-met C2=not-met", "not-met"},
      {"not C1", "C1=unknown", "unknown"},
      {"not C1", "C1=met", "not-met"},
      {"not not C1", "C1=met", "met"},
      {"C1 and not C13", "C1=met C13=not-met", "met"},
      {"C1 and C2", "C1=met C2=not-applicable", "met"},
      {"C1 or C2", "C1=not-met C2=not-applicable", "not-met"},
      {"C1 and C2", "C1=not-applicable C2=not-applicable", "not-applicable"},
      {"C1 and (C2 or C3)", "C1=met C2=not-met C3=met", "met"},
      {"(C1 and C2) or C3", "C1=not-met C2=met C3=not-met", "not-met"},
      {"not (C1 or C2) and C15", "C1=not-met C2=not-met C15=met", "met"},
      {"((((C1))))", "C1=met", "met"},
  };
  for (const auto& c : cases) {
    const auto rule = DecisionRule::parse(c.rule);
    ASSERT_TRUE(rule) << c.rule << ": " << rule.error().what;
    EXPECT_EQ(name_of(rule->evaluate(answers_of(c.answers))), c.result) << c.rule << " with " << c.answers;
  }
}

// Whatever the unknown turns out to be, a decided rule stays decided: unknown was never taken for an answer.
TEST(DecisionRule, a_decision_does_not_depend_on_what_is_unknown) {
  const std::string_view rules[] = {"C1 and C2 and C3", "C1 or (C2 and not C3)", "not (C1 and C2) or C3",
                                    "(C1 or C2) and (C2 or C3)"};
  const Answer all[] = {Answer::met, Answer::not_met, Answer::unknown};
  unsigned decided = 0;
  for (const auto text : rules) {
    const auto rule = DecisionRule::parse(text);
    ASSERT_TRUE(rule);
    for (unsigned i = 0; i < 27; ++i) {
      const Answers given = {{"C1", all[i % 3]}, {"C2", all[i / 3 % 3]}, {"C3", all[i / 9]}};
      const auto result = rule->evaluate(given);
      if (result == Answer::unknown) continue;
      ++decided;
      for (unsigned k = 0; k < 8; ++k) {
        auto filled = given;
        unsigned bit = 0;
        for (auto& [id, answer] : filled) {
          if (answer == Answer::unknown) answer = all[k >> bit & 1];
          ++bit;
        }
        EXPECT_EQ(rule->evaluate(filled), result) << text << " " << i;
      }
    }
  }
  EXPECT_GT(decided, 40u);
}

TEST(DecisionRule, refused) {
  struct Case {
    std::string_view rule, why;
    std::uint64_t at;
  };
  const Case cases[] = {
      {"", "the rule ends where a criterion should stand", 0},
      {"C1 and", "the rule ends where a criterion should stand", 6},
      {"C1 C2", "\"C2\" was not expected here", 3},
      {"C16", "\"C16\" is not a criterion (C1 to C15)", 0},
      {"C0 or C1", "\"C0\" is not a criterion (C1 to C15)", 0},
      {"C01", "\"C01\" is not a criterion (C1 to C15)", 0},
      {"c1", "\"c1\" is not a criterion (C1 to C15)", 0},
      {"C1 & C2", "\"&\" was not expected here", 3},
      {"(C1 and C2", "a parenthesis is not closed", 10},
      {"C1)", "\")\" was not expected here", 2},
      {"()", "\")\" is not a criterion (C1 to C15)", 1},
      {"C1 and C2 or C3", "the rule mixes \"and\" with \"or\": say with parentheses what belongs together",
       10},
      {"not", "the rule ends where a criterion should stand", 3},
  };
  for (const auto& c : cases) {
    const auto rule = DecisionRule::parse(c.rule);
    ASSERT_FALSE(rule) << c.rule;
    EXPECT_EQ(rule.error().what, c.why);
    EXPECT_EQ(rule.error().offset, c.at) << c.rule;
  }
}

TEST(DecisionRule, depth_and_length) {
  EXPECT_FALSE(DecisionRule::parse(std::string(4000, '(') + "C1"));
  std::string negated;
  for (int i = 0; i < 1000; ++i) negated += "not ";
  EXPECT_FALSE(DecisionRule::parse(negated + "C1"));
  EXPECT_EQ(DecisionRule::parse(std::string(5000, ' ') + "C1").error().fault, Fault::too_big);
  std::string wide = "C1";
  for (int i = 0; i < 500; ++i) wide += " or C2";
  EXPECT_TRUE(DecisionRule::parse(wide));
}

TEST(DecisionRule, every_truncation_is_a_rule_or_an_error) {
  constexpr std::string_view whole = "not (C1 and C12) or (C3 and not C4)";
  unsigned good = 0;
  for (std::size_t n = 0; n <= whole.size(); ++n) good += DecisionRule::parse(whole.substr(0, n)).has_value();
  EXPECT_EQ(good, 3u);  // behind the first parenthesis, behind the blank after it, and the whole
}

TEST(DecisionRule, flips_name_the_single_answers_that_decide) {
  const auto rule = DecisionRule::parse("C1 and C2 and C3");
  ASSERT_TRUE(rule);
  const auto met = flips(*rule, answers_of("C1=met C2=met C3=met"));
  ASSERT_EQ(met.size(), 3u);
  EXPECT_EQ(met[1].criterion, "C2");
  EXPECT_EQ(met[1].to, Answer::not_met);
  EXPECT_EQ(met[1].result, Answer::not_met);
  EXPECT_TRUE(flips(*rule, answers_of("C1=not-met C2=not-met C3=met")).empty());
  const auto open = flips(*rule, answers_of("C1=met C2=unknown C3=met"));
  ASSERT_EQ(open.size(), 4u);  // either answer to C2 decides, and so does losing C1 or C3
}

TEST(DecisionRule, filled_in_keeps_the_text) {
  const auto rule = DecisionRule::parse("C1 and (C2 or not C3)");
  ASSERT_TRUE(rule);
  const auto plain = [](Answer answer, std::string_view) { return std::string(name_of(answer)); };
  EXPECT_EQ(rule->filled(answers_of("C1=met C3=not-met"), plain, "en"),
            "C1 (met) and (C2 (unknown) or not C3 (not-met))");
}

}  // namespace
}  // namespace waarborg
