#include "directives/letter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "directives/letter_words.h"

namespace waarborg {
namespace {

const Directive& shipped(std::string_view id) {
  const auto& all = shipped_directives();
  const auto found = std::ranges::find(all, id, &Directive::id);
  EXPECT_NE(found, all.end()) << id;
  return *found;
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

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Letter, the_dutch_measure_in_the_four_languages) {
  for (const std::string language : {"nl", "fr", "de", "en"})
    expect_golden("letter-nl-2018-kaspersky." + language + ".txt",
                  letter(shipped("nl-2018-kaspersky"), language, 90, "2018-05-14"));
}

TEST(Letter, says_openly_that_there_is_no_end_date) {
  for (const std::string language : {"nl", "fr", "de", "en"}) {
    const auto no_end = letter_phrase("no-end", language);
    EXPECT_TRUE(has(letter(shipped("nl-2018-kaspersky"), language, 1000, "2018-05-14"), no_end));
    EXPECT_TRUE(has(letter(shipped("us-bod-17-01"), language, 1000, "2017-09-13"), no_end));
    EXPECT_FALSE(has(letter(shipped("be-tiktok-2023"), language, 1000, "2023-03-17"), no_end));
  }
}

TEST(Letter, tells_nothing_that_happened_after_its_day) {
  const auto& d = shipped("nl-2018-kaspersky");
  const auto then = letter(d, "en", 1000, "2018-05-14"), later = letter(d, "en", 1000, "2022-12-31");
  EXPECT_FALSE(has(then, "2019-07-16"));
  EXPECT_FALSE(has(then, "2018-06-27"));
  EXPECT_TRUE(has(later, "2019-07-16: maintained."));
  EXPECT_TRUE(has(later, "2018-06-27"));
}

TEST(Letter, what_is_marked_is_left_out_and_listed) {
  auto d = shipped("nl-2018-kaspersky");
  const auto ground = d.grounds[1].text.in("en"), clause = d.clauses[1].text.in("en");
  d.markings = {{"/grounds/1", "secret", {{{"en", "It shows a source."}}}}, {"/clauses/1", "restricted", {}}};
  d.grounds[0].evidence[0].publication = "classified";
  d.attachments = {{"analysis.pdf", std::string(64, 'a'), "secret"},
                   {"open.pdf", std::string(64, 'b'), "public"}};
  const auto text = letter(d, "en", 1000, "2022-12-31");
  EXPECT_FALSE(has(text, ground));
  EXPECT_FALSE(has(text, clause));
  // A rule with a value that may not be told would tell it.
  EXPECT_FALSE(has(text, letter_phrase("rule", "en")));
  for (const std::string_view line : {"/grounds/1: secret. It shows a source.", "/clauses/1: restricted.",
                                      "/grounds/0/evidence/0: classified.", "analysis.pdf: secret."})
    EXPECT_TRUE(has(text, line)) << line;
  EXPECT_FALSE(has(text, "open.pdf: public"));
  EXPECT_FALSE(has(text, letter_phrase("nothing-withheld", "en")));
  EXPECT_TRUE(has(letter(shipped("nl-2018-kaspersky"), "en", 1000, "2022-12-31"), "Nothing was withheld."));
}

TEST(Letter, an_expired_measure_says_so) {
  auto d = shipped("nl-2018-kaspersky");
  d.expires = "2020-12-31";
  EXPECT_TRUE(has(letter(d, "en", 1000, "2021-01-01"), "The measure expired on 2020-12-31."));
  EXPECT_FALSE(has(letter(d, "en", 1000, "2020-12-31"), "The measure expired"));
}

TEST(Letter, hostile_texts_reach_no_terminal) {
  Directive d;
  d.id = "evil\x1b[2J", d.issuer = "a\rb";
  d.title.by_language = {{"en", "red \x1b[31m\xE2\x80\xAE text"}};
  d.markings = {{"/text", "se\x1b]0;x", {}}};
  d.text.by_language = {{"en", "x"}};
  const auto text = letter(d, "en", 80, "2020-01-01");
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
}

TEST(Letter, every_phrase_exists_in_four_languages) {
  for (const auto id : letter_phrase_ids())
    for (const std::string_view language : {"en", "nl", "fr", "de"})
      EXPECT_FALSE(letter_phrase(id, language).empty()) << id << ' ' << language;
}

}  // namespace
}  // namespace waarborg
