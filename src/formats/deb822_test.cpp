#include "formats/deb822.h"

#include <gtest/gtest.h>

#include <string>

namespace waarborg {
namespace {

struct Read {
  std::vector<Paragraph> paragraphs;
  std::vector<std::pair<Fault, std::uint64_t>> faults;
  bool whole = true;
};

Read read(std::string_view text) {
  Read out;
  Deb822 in(text,
            [&](Fault fault, std::string_view, std::uint64_t at) { out.faults.emplace_back(fault, at); });
  for (Paragraph one; in.next(one);) out.paragraphs.push_back(one);
  out.whole = in.whole();
  return out;
}

TEST(Deb822, paragraphs_fields_and_continuations) {
  const auto got = read("\n\nA: 1\nB:  two \n more\n .\n\t last\nC:\n\n\n\nA: 2\n");
  ASSERT_EQ(got.paragraphs.size(), 2u);
  const auto& one = got.paragraphs[0];
  EXPECT_EQ(one.offset, 2u);
  EXPECT_TRUE(one.ended);
  EXPECT_EQ(one.text("a"), "1");  // names have no case
  EXPECT_EQ(one.first_line("B"), "two");
  EXPECT_EQ(one.text("B"), "two \n more\n .\n\t last");
  EXPECT_EQ(one.text("C"), "");
  EXPECT_EQ(one.fields.size(), 3u);
  EXPECT_EQ(one.text("D"), "");
  EXPECT_FALSE(got.paragraphs[1].ended);
  EXPECT_TRUE(got.whole);
  EXPECT_TRUE(got.faults.empty());
}

TEST(Deb822, carriage_returns_do_not_glue_paragraphs_together) {
  const auto got = read("A: 1\r\n\r\nA: 2\r\n\r\n");
  ASSERT_EQ(got.paragraphs.size(), 2u);
  EXPECT_EQ(got.paragraphs[1].text("A"), "2");
  EXPECT_TRUE(got.paragraphs[1].ended);
}

TEST(Deb822, a_line_cut_short_is_seen) {
  EXPECT_FALSE(read("A: 1").whole);
  EXPECT_TRUE(read("A: 1\n").whole);
  EXPECT_FALSE(read("A: 1\n\nA").whole);
  EXPECT_TRUE(read("").whole);
}

TEST(Deb822, what_is_no_field_is_told_and_takes_its_continuation_along) {
  const auto got = read(" lost\nA: 1\nno colon\n hidden: x\n-B: 1\n#C: 1\nD E: 1\nA: 2\n more\nF: 6\n");
  ASSERT_EQ(got.paragraphs.size(), 1u);
  EXPECT_EQ(got.paragraphs[0].text("A"), "1");
  EXPECT_EQ(got.paragraphs[0].text("F"), "6");
  EXPECT_EQ(got.paragraphs[0].fields.size(), 2u);
  const std::vector<std::pair<Fault, std::uint64_t>> faults = {
      {Fault::malformed, 0},  {Fault::malformed, 11}, {Fault::malformed, 31},
      {Fault::malformed, 37}, {Fault::malformed, 43}, {Fault::malformed, 50}};
  EXPECT_EQ(got.faults, faults);
}

TEST(Deb822, a_flood_of_fields_is_cut_and_told_once) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "F" + std::to_string(i) + ": v\n c\n";
  text += "\nA: 1\n\n";
  const auto got = read(text);
  ASSERT_EQ(got.paragraphs.size(), 2u);
  EXPECT_EQ(got.paragraphs[0].fields.size(), Deb822::most_fields);
  EXPECT_EQ(got.paragraphs[0].text("F127"), "v\n c");
  EXPECT_EQ(got.paragraphs[1].text("A"), "1");
  ASSERT_EQ(got.faults.size(), 1u);
  EXPECT_EQ(got.faults[0].first, Fault::too_big);
}

}  // namespace
}  // namespace waarborg
