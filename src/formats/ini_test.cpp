#include "formats/ini.h"

#include <gtest/gtest.h>

#include <vector>

#include "formats/assignments.h"
#include "formats/purl.h"

namespace waarborg {
namespace {

struct Read {
  std::vector<std::string> entries;  // section/key=value@offset
  std::vector<std::pair<Fault, std::uint64_t>> faults;
  bool whole = true;
};

Read read(std::string_view text) {
  Read out;
  Ini in(text, [&](Fault fault, std::string_view, std::uint64_t at) { out.faults.emplace_back(fault, at); });
  for (IniEntry e; in.next(e);)
    out.entries.push_back(std::string(e.section) + '/' + std::string(e.key) + '=' + e.value + '@' +
                          std::to_string(e.offset));
  out.whole = in.whole();
  return out;
}

using Strings = std::vector<std::string>;

TEST(Ini, sections_keys_and_comments) {
  const auto got = read("top=0\n[A B]\n# no\n; no\n k = v = w \r\nempty=\n[C]\nk=1\n");
  EXPECT_EQ(got.entries, (Strings{"/top=0@0", "A B/k=v = w@22", "A B/empty=@35", "C/k=1@46"}));
  EXPECT_TRUE(got.whole);
  EXPECT_TRUE(got.faults.empty());
}

TEST(Ini, continuation_lines_join_with_a_blank_and_skip_comments) {
  EXPECT_EQ(read("k=a\\\n  b\\\n# no\\\n;no\n c\nd=1\n").entries, (Strings{"/k=a b c@0", "/d=1@23"}));
  EXPECT_EQ(read("k=a\\\n\nd=1\n").entries, (Strings{"/k=a@0", "/d=1@6"}));  // an empty line ends it
  EXPECT_EQ(read("k=\\\n\\\nv\n").entries, (Strings{"/k=  v@0"}));
}

TEST(Ini, a_text_cut_short_is_seen) {
  for (const auto* text : {"k=v", "[A", "k=v\\\n", "k=v\\\n#c\n", "k=v\\\nw"})
    EXPECT_FALSE(read(text).whole) << text;
  for (const auto* text : {"", "k=v\n", "k=v\\\nw\n"}) EXPECT_TRUE(read(text).whole) << text;
}

TEST(Ini, what_is_neither_section_nor_key_is_told_with_what_continues_it) {
  const auto got = read("[A\nword\\\nk=hidden\n[B]\nk=1\n");
  EXPECT_EQ(got.entries, (Strings{"B/k=1@22"}));
  EXPECT_EQ(got.faults,
            (std::vector<std::pair<Fault, std::uint64_t>>{{Fault::malformed, 0}, {Fault::malformed, 3}}));
}

TEST(Ini, an_endless_continuation_is_cut_and_told_once) {
  std::string text = "k=v\\\n";
  for (int i = 0; i < 10'000; ++i) text += "0123456789\\\n";
  text += "end\nd=1\n";
  const auto got = read(text);
  ASSERT_EQ(got.entries.size(), 2u);
  EXPECT_LT(got.entries[0].size(), Ini::longest_value + 32);
  ASSERT_EQ(got.faults.size(), 1u);
  EXPECT_EQ(got.faults[0].first, Fault::too_big);
}

TEST(Assignments, words_as_a_shell_reads_them) {
  struct Row {
    std::string_view line, value;
    bool good;
  };
  const Row rows[] = {
      {"K=bare", "bare", true},
      {"K=", "", true},
      {"K=\"a b\" # comment", "a b", true},
      {"K='a\\'", "a\\", true},
      {"K=\"\\\"\\\\\\$\\`\\n\"", "\"\\$`\\n", true},
      {"K=a\\ b", "a b", true},
      {"K='a'\"b\"c", "abc", true},
      {"K=$(touch x)", "$(touch", false},
      {"K=\"no end", "no end", false},
      {"K=end\\", "end", false},
      {"no equals", "", false},
  };
  for (const auto& row : rows) {
    Assignments in(row.line);
    Assignment got;
    ASSERT_TRUE(in.next(got)) << row.line;
    EXPECT_EQ(got.value, row.value) << row.line;
    EXPECT_EQ(got.wrong.empty(), row.good) << row.line;
    EXPECT_FALSE(in.whole());
    EXPECT_FALSE(in.next(got));
  }
}

TEST(Purl, parts_are_encoded_and_empty_ones_left_out) {
  EXPECT_EQ(make_purl("deb", "debian", "attr", "1:2.4.47-2+b1", {{"arch", "amd64"}, {"distro", ""}}),
            "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64");
  EXPECT_EQ(make_purl("npm", "@scope", "a/b", "", {}), "pkg:npm/%40scope/a%2Fb");
  EXPECT_EQ(make_purl("x", "/a//b c/", "n?#@", "1 2", {{"a", "&="}, {"b", "é"}}),
            "pkg:x/a/b%20c/n%3F%23%40@1%202?a=%26%3D&b=%C3%A9");
  EXPECT_EQ(make_purl("deb", "debian", "", "1"), "");
}

}  // namespace
}  // namespace waarborg
