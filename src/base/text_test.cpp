#include "base/text.h"

#include <gtest/gtest.h>

#include <chrono>

namespace waarborg {
namespace {

using Strings = std::vector<std::string>;

TEST(Text, utf8) {
  struct Row {
    std::string_view text;
    bool good;
    std::string_view repaired;
  };
  const Row rows[] = {
      {"", true, ""},
      {"abc é € 😀", true, "abc é € 😀"},
      {"\xC0\x80", false, "\uFFFD\uFFFD"},                      // overlong NUL
      {"\xE0\x80\xAF", false, "\uFFFD\uFFFD\uFFFD"},            // overlong '/'
      {"\xED\xA0\x80", false, "\uFFFD\uFFFD\uFFFD"},            // half a surrogate pair
      {"\xF4\x90\x80\x80", false, "\uFFFD\uFFFD\uFFFD\uFFFD"},  // beyond U+10FFFF
      {"a\xE2\x82", false, "a\uFFFD\uFFFD"},                    // cut short
      {"\x80z", false, "\uFFFDz"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(is_utf8(row.text), row.good) << row.repaired;
    EXPECT_EQ(to_utf8(row.text), row.repaired);
  }
}

TEST(Text, pieces) {
  EXPECT_EQ(lower("ÄBC-x"), "Äbc-x");
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("\n \r"), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(words("  a\tb \n"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_TRUE(words(" ").empty());
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, lines_say_whether_they_ended) {
  std::string_view line;
  std::size_t at = 0;
  bool whole = false;
  const std::string_view text = "a\r\n\nb";
  ASSERT_TRUE(next_line(text, at, line, whole));
  EXPECT_EQ(line, "a");
  EXPECT_TRUE(whole);
  ASSERT_TRUE(next_line(text, at, line, whole));
  EXPECT_EQ(line, "");
  ASSERT_TRUE(next_line(text, at, line, whole));
  EXPECT_EQ(line, "b");
  EXPECT_FALSE(whole);
  EXPECT_FALSE(next_line(text, at, line, whole));
}

TEST(Text, glob) {
  struct Row {
    std::string_view pattern, text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"var/lib/*", "var/lib/x", true},
      {"var/lib/*", "var/lib/x/y", false},
      {"var/lib/*", "var/lib/", true},
      {"a*c*e", "abcde", true},
      {"a*c*e", "abcdf", false},
      {"*x*/y", "axbx/y", true},
      {"*/b", "a/c/b", false},
      {"**/b", "a/c/b", true},
      {"**/b", "b", true},
      {"**/b", "ab", false},
      {"**/*.x", "e.x", true},
      {"**/**/b", "b", true},
      {"**/**/b", "a/b", true},
      {"**/", "", true},
      {"**/", "a", false},
      {"a/**/b", "a/b", false},
      {"a/**", "a/b/c", true},
      {"a/**/d/*.x", "a/b/d/c/d/e.x", true},
      {"a/**/d/*.x", "a/b/d/c/e.x", false},
      {"**a**b", "xxaxx/xb", true},
      {"?", "/", false},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"log.[0-9]", "log.7", true},
      {"log.[0-9]", "log.x", false},
      {"log.[0-9]", "log.", false},
      {"[ab/]", "/", false},
      {"[]]", "]", true},
      {"[abc", "[abc", true},  // without an end it is no class
      {"[", "[", true},
      {"a-[z-]", "a--", true},
      {"\xC3*", "\xC3\xA9", true},
  };
  for (const auto& row : rows)
    EXPECT_EQ(glob(row.pattern, row.text), row.matches) << row.pattern << " on " << row.text;
  EXPECT_TRUE(has_wildcard("a[1]"));
  EXPECT_FALSE(has_wildcard("a/b.c"));
}

// A name of 4,096 bytes is as long as Linux has them.
TEST(Text, glob_takes_no_time_on_a_hostile_name) {
  const std::string name(4096, 'a');
  std::string stars;
  for (int i = 0; i < 64; ++i) stars += "a*";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob(stars + "b", name));
  EXPECT_FALSE(glob("**" + stars + "b", name));
  EXPECT_FALSE(glob("**a**a**a**a**b", name));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Text, names_of_vendors_fold_to_their_words) {
  struct Row {
    std::string_view name;
    Strings words;
  };
  const Row rows[] = {
      {"AO Kaspersky Lab", {"kaspersky", "lab"}},
      {"Kaspersky Lab, JSC", {"kaspersky", "lab"}},
      {"Лаборатория Касперского, АО", {"лаборатория", "касперского"}},
      {"ООО «Яндекс»", {"яндекс"}},
      {"Huawei Technologies Co., Ltd.", {"huawei", "technologies"}},
      {"Société Générale S.A.", {"société", "générale"}},
      {"ÉCOLE", {"école"}},
      {"Acme™ Widgets®", {"acme", "widgets"}},
      {"O'Neill\u2019s", {"oneills"}},
      {"ΑΒΓ plc", {"αβγ"}},
      {"a\xFF"
       "b",
       {"a", "b"}},
      {"", {}},
      {"... GmbH", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(name_words(row.name), row.words) << row.name;
  EXPECT_EQ(folded_name("  AO   Kaspersky-Lab "), "kaspersky lab");
}

TEST(Text, what_could_deceive_a_person_is_made_visible) {
  EXPECT_EQ(printable("plain é"), "plain é");
  EXPECT_EQ(printable("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("exe.\u202Egnp"), "exe.\\u{202e}gnp");
  EXPECT_EQ(printable("\u061C\u200B\u2066\uFEFF"), "\\u{061c}\\u{200b}\\u{2066}\\u{feff}");
  EXPECT_EQ(printable("\u0085"), "\\u{0085}");
  EXPECT_EQ(printable("\xFF"), "\\xff");
}

TEST(Text, shortened_in_the_middle) {
  EXPECT_EQ(shorten("abcdefghij", 5), "ab…ij");
  EXPECT_EQ(shorten("ééééééé", 4), "é…éé");
  EXPECT_EQ(shorten("abc", 3), "abc");
  for (std::size_t n = 3; n < 20; ++n) EXPECT_LE(display_width(shorten("a name that is rather long", n)), n);
}

}  // namespace
}  // namespace waarborg
