#include "directives/show.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "directives/questions.h"
#include "directives/words.h"

namespace waarborg {
namespace {

std::string folder() {
  const char* source = std::getenv("WAARBORG_SOURCE");
  return std::string(source == nullptr ? "." : source) + "/tests/directives/";
}

// WAARBORG_ACCEPT=1 writes what was shown; a person reads it before it is committed.
void expect_golden(const std::string& name, const std::string& text) {
  const auto path = folder() + name;
  if (std::getenv("WAARBORG_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << text;
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << path;
  const std::string expected{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(text, expected) << name;
}

const Directive& dutch() {
  const auto& all = shipped_directives();
  const auto found = std::ranges::find(all, "nl-2018-kaspersky", &Directive::id);
  EXPECT_NE(found, all.end());
  return *found;
}

const Time november_2026 = *parse_time("2026-11-22");

TEST(Show, the_dutch_measure) {
  for (const std::string language : {"en", "nl"})
    expect_golden("nl-2018-kaspersky." + language + ".txt",
                  show(dutch(), language, 100, questions(dutch(), shipped_catalogue(), november_2026)));
}

TEST(Show, the_other_decisions) {
  for (const std::string id : {"us-bod-17-01", "be-tiktok-2023", "au-2025-002"}) {
    const auto& all = shipped_directives();
    const auto found = std::ranges::find(all, id, &Directive::id);
    ASSERT_NE(found, all.end());
    expect_golden(id + ".en.txt",
                  show(*found, "en", 100, questions(*found, shipped_catalogue(), november_2026)));
  }
}

TEST(Show, no_line_is_wider_than_the_terminal) {
  for (const std::size_t columns : {40u, 80u, 132u}) {
    const auto text =
        show(dutch(), "nl", columns, {"a question that is long enough to be folded over more than one line"});
    for (const auto line : split(text, '\n')) {
      const auto start = std::min(line.find_first_not_of(' '), line.size());
      const bool one_word = line.substr(start).find(' ') == std::string_view::npos;
      EXPECT_TRUE(display_width(line) <= columns || one_word || line.find("http") != std::string_view::npos)
          << line;
    }
  }
}

TEST(Show, hostile_texts_reach_no_terminal) {
  Directive d;
  d.id = "evil\x1b[2J";
  d.title.by_language = {{"en", "red \x1b[31m\xE2\x80\xAE text"}};
  d.issuer = "a\rb";
  const auto text = show(d, "en", 80);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST(Show, signatures_are_told_by_role) {
  Directive d;
  d.signatures = {{"minister", "0102030405060708"}, {"council", "1112131415161718"}};
  d.threshold = 2;
  const auto report = check_signatures(d, {}, {}, {});
  const auto text = show(d, "en", 100, {}, &report);
  EXPECT_NE(text.find("2 / 2 must sign"), std::string::npos) << text;
  EXPECT_NE(text.find("minister 0102030405060708 missing"), std::string::npos) << text;
  EXPECT_NE(text.find("unsigned"), std::string::npos) << text;
}

TEST(Words, every_word_exists_in_four_languages) {
  for (const auto id : word_ids())
    for (const std::string_view language : {"en", "nl", "fr", "de"})
      EXPECT_FALSE(word_for(id, language).empty()) << id << " " << language;
  EXPECT_EQ(word_for("remove", "nl"), "verwijderen");
  EXPECT_EQ(word_for("remove", "xx"), "remove");
  EXPECT_EQ(word_for("no such word", "nl"), "no such word");
}

bool asks(const std::vector<std::string>& all, std::string_view part) {
  return std::ranges::any_of(all, [&](const auto& q) { return q.find(part) != std::string::npos; });
}

TEST(Questions, the_dutch_measure_has_no_completion_date) {
  const auto all = questions(dutch(), shipped_catalogue(), november_2026);
  EXPECT_TRUE(asks(all, "Clause phase-out has no completion date."));
  EXPECT_FALSE(asks(all, "Clause advice has no completion date."));  // advice has no date to miss
  EXPECT_FALSE(asks(all, "The catalogue does not know"));
  EXPECT_FALSE(asks(all, "has no evidence"));
  EXPECT_FALSE(asks(all, "names no source"));
  EXPECT_TRUE(asks(all, "names no roles that must sign"));
}

TEST(Questions, each_is_asked_when_its_cause_is_there) {
  struct Case {
    void (*change)(Directive&);
    std::string_view question;
  };
  const Case cases[] = {
      {[](Directive& d) { d.status = "withdrawn"; }, "Its status is withdrawn"},
      {[](Directive& d) { d.expires = "2026-11-21"; }, "It expired on 2026-11-21."},
      {[](Directive& d) { d.effective = "2027-01-01"; }, "It takes effect only on 2027-01-01."},
      {[](Directive& d) { d.subjects[0].ref = "vendor/nobody"; },
       "The catalogue does not know vendor/nobody"},
      {[](Directive& d) { d.subjects[0].only_categories = {"toaster"}; }, "is of the category toaster"},
      {[](Directive& d) { d.subjects[0].exclusions = {"product/other/x"}; }, "but does not belong to it"},
      {[](Directive& d) { d.subjects[0].exclusions = {"product/kaspersky/x"}; }, "which is excluded"},
      {[](Directive& d) { d.clauses[0].sources.clear(); }, "Clause phase-out names no source."},
      {[](Directive& d) { d.grounds[0].evidence.clear(); }, "Ground C3 has no evidence."},
      {[](Directive& d) { d.grounds[0].expires = "2020-01-01"; }, "Ground C3 expired on 2020-01-01"},
      {[](Directive& d) { d.grounds.erase(d.grounds.begin()); }, "The rule asks for C3"},
      {[](Directive& d) { d.grounds[0].value = "unknown"; }, "The rule cannot be decided"},
      {[](Directive& d) { d.grounds[0].value = "not-met"; }, "The rule is not met"},
      {[](Directive& d) { d.decision_rule.clear(); }, "It has no decision rule"},
      {[](Directive& d) { d.vendor_notified.clear(); }, "Was the vendor told of it?"},
      {[](Directive& d) { d.review_by = "2025-01-01"; }, "It was to be reviewed by 2025-01-01."},
      {[](Directive& d) { d.milestones[0].complete_by = "P1Y", d.milestones[0].relative_to = "nowhere"; },
       "no day can be computed from P1Y"},
  };
  const auto before = questions(dutch(), shipped_catalogue(), november_2026);
  for (const auto& c : cases) {
    auto changed = dutch();
    c.change(changed);
    EXPECT_FALSE(asks(before, c.question)) << c.question;
    EXPECT_TRUE(asks(questions(changed, shipped_catalogue(), november_2026), c.question)) << c.question;
  }
}

TEST(Questions, a_completion_date_answers_the_first_of_them) {
  auto dated = dutch();
  dated.milestones[0].complete_by = "2020-12-31";
  EXPECT_FALSE(asks(questions(dated, shipped_catalogue(), november_2026), "completion date"));
  dated.milestones[0].kind = "identify";  // an inventory is no removal
  EXPECT_TRUE(asks(questions(dated, shipped_catalogue(), november_2026), "completion date"));
}

}  // namespace
}  // namespace waarborg
