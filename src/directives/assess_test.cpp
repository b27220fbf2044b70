#include "directives/assess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "indicators/catalogue.h"

namespace waarborg {
namespace {

Catalogue shop() {
  CatalogueEntry acme;
  acme.subject = "vendor/acme", acme.name = "Acme";
  return {{acme}};
}

Directive decided(std::vector<std::pair<std::string, std::string>> grounds, std::string rule) {
  Directive d;
  d.id = "ban", d.issued = "2020-01-01", d.decision_rule = std::move(rule);
  DirectiveSubject s;
  s.ref = "vendor/acme";
  d.subjects = {s};
  for (const auto& [criterion, value] : grounds) {
    DirectiveSource source;
    source.id = "s-" + criterion, source.url = "https://example.org/" + criterion, source.date = "2019";
    d.sources.push_back(source);
    Ground g;
    g.criterion = criterion, g.value = value, g.assessed = "2020-01-01";
    g.evidence = {{source.id, "2019", "confirmed", "public", {}}};
    d.grounds.push_back(g);
  }
  return d;
}

CriterionAnswer said(std::string criterion, std::string value) {
  return {std::move(criterion),
          std::move(value),
          "x",
          "2020-01-01",
          {},
          {{"https://example.org/x", "2019", "credible", {}, "catalogue", {}}}};
}

struct Case {
  const char* name;
  std::vector<std::pair<std::string, std::string>> grounds;
  std::vector<CriterionAnswer> more;
  std::string rule;
  Answer result;
  std::string undecided_by, flips;
};

TEST(Assess, table) {
  const Case cases[] = {
      {"all met", {{"C1", "met"}, {"C2", "met"}}, {}, "C1 and C2", Answer::met, "", "C1>not-met C2>not-met "},
      {"one unknown",
       {{"C1", "met"}, {"C4", "unknown"}},
       {},
       "C1 and C4",
       Answer::unknown,
       "C4 ",
       "C1>not-met C4>met C4>not-met "},
      {"one that nobody answered",
       {{"C1", "met"}},
       {},
       "C1 and C4",
       Answer::unknown,
       "C4 ",
       "C1>not-met C4>met C4>not-met "},
      {"unknown does not matter",
       {{"C1", "met"}, {"C4", "unknown"}},
       {},
       "C1 or C4",
       Answer::met,
       "",
       "C1>not-met "},
      {"not met decides over unknown", {{"C1", "not-met"}}, {}, "C1 and C4", Answer::not_met, "", "C1>met "},
      {"another source answers",
       {{"C1", "met"}, {"C4", "unknown"}},
       {said("C4", "met")},
       "C1 and C4",
       Answer::met,
       "",
       "C1>not-met C4>not-met "},
      {"contradiction is unknown",
       {{"C1", "met"}},
       {said("C1", "not-met")},
       "C1",
       Answer::unknown,
       "C1 ",
       "C1>met C1>not-met "},
      {"agreement", {{"C1", "met"}}, {said("C1", "met")}, "C1", Answer::met, "", "C1>not-met "},
  };
  for (const auto& c : cases) {
    const auto a =
        assess("vendor/acme", {decided(c.grounds, c.rule)}, shop(), c.more, "", "2021-01-01", "en");
    ASSERT_EQ(a.criteria.size(), 15u);
    ASSERT_EQ(a.rules.size(), 1u) << c.name;
    EXPECT_EQ(a.rules[0].result, c.result) << c.name;
    std::string undecided, flipped;
    for (const auto& u : a.rules[0].undecided_by) undecided += u + ' ';
    for (const auto& f : a.rules[0].flips) flipped += f.criterion + '>' + std::string(name_of(f.to)) + ' ';
    EXPECT_EQ(undecided, c.undecided_by) << c.name;
    EXPECT_EQ(flipped, c.flips) << c.name;
  }
}

const Assessed& of(const Assessment& a, std::string_view criterion) {
  return *std::ranges::find(a.criteria, criterion, &Assessed::criterion);
}

TEST(Assess, an_answer_counts_only_with_a_source_in_its_time) {
  struct Change {
    void (*change)(Directive&);
    std::string_view day, why;
    Answer value;
  };
  const Change changes_[] = {
      {[](Directive&) {}, "2021-01-01", "", Answer::met},
      {[](Directive& d) { d.sources.clear(); }, "2021-01-01", "no-source", Answer::unknown},
      {[](Directive& d) { d.grounds[0].evidence.clear(); }, "2021-01-01", "no-source", Answer::unknown},
      {[](Directive& d) { d.grounds[0].evidence[0].date = "2022"; }, "2021-01-01", "no-source",
       Answer::unknown},
      {[](Directive& d) { d.grounds[0].expires = "2020-12-31"; }, "2021-01-01", "old-answer",
       Answer::unknown},
      {[](Directive& d) { d.grounds[0].expires = "2021-01-01"; }, "2021-01-01", "", Answer::met},
      {[](Directive& d) { d.grounds[0].assessed = "2021-02"; }, "2021-01-31", "no-answer", Answer::unknown},
      {[](Directive& d) { d.grounds[0].value = "unknown"; }, "2021-01-01", "said-unknown", Answer::unknown},
      {[](Directive& d) { d.grounds.clear(); }, "2021-01-01", "no-answer", Answer::unknown},
  };
  for (const auto& c : changes_) {
    auto d = decided({{"C1", "met"}}, "C1");
    c.change(d);
    const auto a = assess("vendor/acme", {d}, shop(), {}, "", std::string(c.day), "en");
    EXPECT_EQ(of(a, "C1").value, c.value) << c.why;
    EXPECT_EQ(of(a, "C1").why, c.why);
    EXPECT_EQ(a.rules[0].result, c.value);
  }
}

TEST(Assess, removing_a_cited_source_of_the_dutch_measure_leaves_its_rule_undecided) {
  auto d = *std::ranges::find(shipped_directives(), "nl-2018-kaspersky", &Directive::id);
  auto bare = shipped_catalogue();
  for (auto& e : bare.entries) e.criteria.clear();
  EXPECT_EQ(assess("vendor/kaspersky", {d}, bare, {}, "", "2022-12-31", "en").rules[0].result, Answer::met);
  std::erase_if(d.sources,
                [](const auto& s) { return s.id == "letter-2019-07" || s.id == "tweakers-2019-07"; });
  const auto a = assess("vendor/kaspersky", {d}, bare, {}, "", "2022-12-31", "en");
  EXPECT_EQ(of(a, "C2").value, Answer::unknown);
  EXPECT_EQ(of(a, "C1").value, Answer::met);  // its other source is still there
  EXPECT_EQ(a.rules[0].result, Answer::unknown);
  EXPECT_EQ(a.rules[0].undecided_by, std::vector<std::string>{"C2"});
  EXPECT_NE(assessment_page(a, "en", 1000).find("cannot be decided: C2 unknown"), std::string::npos);
}

TEST(Assess, a_directive_that_was_not_issued_yet_or_is_about_something_else_is_not_asked) {
  const auto d = decided({{"C1", "met"}}, "C1");
  EXPECT_TRUE(assess("vendor/acme", {d}, shop(), {}, "", "2019-12-31", "en").rules.empty());
  EXPECT_TRUE(assess("vendor/other", {d}, shop(), {}, "", "2021-01-01", "en").rules.empty());
}

TEST(Assess, evidence_of_a_case_is_told_with_its_origin) {
  CriterionAnswer s = said("C3", "met");
  s.evidence = {{{},
                 "2020",
                 "confirmed",
                 "the driver klif runs in the kernel",
                 "case host.case",
                 "Windows/System32/config/SYSTEM at 4096 (windows_services)"}};
  const auto a = assess("vendor/acme", {decided({}, "C3")}, shop(), {s}, "", "2021-01-01", "en");
  EXPECT_EQ(a.rules[0].result, Answer::met);
  const auto page = assessment_page(a, "en", 1000);
  EXPECT_NE(page.find("Windows/System32/config/SYSTEM at 4096 (windows_services)"), std::string::npos)
      << page;
  EXPECT_NE(page.find("case host.case"), std::string::npos);
}

TEST(Assess, changes_are_values_rules_and_evidence) {
  const auto before = assess("vendor/acme", {decided({{"C1", "met"}, {"C2", "unknown"}}, "C1 and C2")},
                             shop(), {}, "", "2021-01-01", "en");
  const auto now = assess("vendor/acme", {decided({{"C1", "met"}, {"C2", "unknown"}}, "C1 and C2")}, shop(),
                          {said("C2", "met")}, "", "2021-01-01", "en");
  EXPECT_TRUE(changes(now, now).empty());
  const std::vector<std::string> expected = {"vendor/acme: C2 unknown -> met",
                                             "vendor/acme: C2 new evidence https://example.org/x",
                                             "vendor/acme: rule of ban unknown -> met"};
  EXPECT_EQ(changes(before, now), expected);
  const auto back = changes(now, before);
  EXPECT_NE(std::ranges::find(back, "vendor/acme: C2 no longer https://example.org/x"), back.end());
}

void expect_golden(const std::string& name, const std::string& text) {
  const char* source = std::getenv("WAARBORG_SOURCE");
  const auto path = std::string(source == nullptr ? "." : source) + "/tests/directives/" + name;
  if (std::getenv("WAARBORG_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << text;
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << path;
  const std::string expected{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(text, expected) << name;
}

TEST(Assess, kaspersky) {
  auto bare = shipped_catalogue();
  for (auto& e : bare.entries) e.criteria.clear();  // the catalogue grows; the directives' grounds stand
  expect_golden("assess-kaspersky.en.txt", assessment_page(assess("vendor/kaspersky", shipped_directives(),
                                                                  bare, {}, "", "2026-11-22", "en"),
                                                           "en", 100));
}

// What a carrier of encrypted traffic still learns (C6) and can switch off (C8), made up as the catalogue
// would have it.
TEST(Assess, a_satellite_carrier) {
  auto catalogue = shop();
  auto& e = catalogue.entries[0];
  e.subject = "vendor/orbit", e.name = "Orbit";
  const auto fact = [](std::string criterion, std::string value, std::string text) {
    CriterionFact f;
    f.subject = "vendor/orbit", f.criterion = std::move(criterion), f.value = std::move(value);
    f.text = {{"en", std::move(text)}}, f.assessed = "2025-01-10", f.grade = "credible";
    f.sources = {{"https://example.org/terms", "2025-01-06", "public", ""}};
    return f;
  };
  e.criteria = {fact("C6", "met", "It carries the traffic and sees who speaks with whom, when and where."),
                fact("C7", "not-met", "Ends encrypt with keys of their own."),
                fact("C8", "met", "One company can switch the service off at once.")};
  const auto a = assess("vendor/orbit", {}, catalogue, {}, "C6 and C8 and not C12", "2025-02-01", "en");
  EXPECT_EQ(of(a, "C6").value, Answer::met);
  EXPECT_EQ(of(a, "C8").value, Answer::met);
  EXPECT_EQ(a.rules[0].result, Answer::unknown);
  expect_golden("assess-carrier.en.txt", assessment_page(a, "en", 100));
}

}  // namespace
}  // namespace waarborg
