#include "outputs/cells.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "outputs/fields.h"

namespace waarborg {
namespace {

TEST(CsvCell, FormulasAreNeverRunByASpreadsheet) {
  const struct {
    std::string in, out;
  } rows[] = {{"plain", "plain"},
              {"", ""},
              {"=1+1", "'=1+1"},
              {"+1", "'+1"},
              {"-1", "'-1"},
              {"@SUM(A1)", "'@SUM(A1)"},
              {"\t=1", "'\\x09=1"},
              {"\r=1", "'\\x0d=1"},
              {"＝1", "'＝1"},
              {"a=b", "a=b"},
              {"x;=cmd()", "\"x;'=cmd()\""},
              {"x;\"\"=cmd()", "\"x;'\"\"\"\"=cmd()\""},
              {"x; +1", "\"x;' +1\""},
              {"a;b", "\"a;b\""}};
  for (const auto& row : rows) EXPECT_EQ(csv_cell(row.in), row.out) << row.in;
}

TEST(CsvCell, CommasQuotesAndLinesAreHeldTogether) {
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("two\r\nlines"), "two\\x0d\\x0alines");
  EXPECT_TRUE(is_utf8(csv_cell("caf\xE9")));
}

TEST(HtmlText, NothingIsATagOrEndsAnAttribute) {
  EXPECT_EQ(html_text("<b a='x' c=\"y\">&amp;"), "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;amp;");
  EXPECT_EQ(html_text("a\x1b[2J\u202Eb"), "a\\x1b[2J\\u{202e}b");
  EXPECT_TRUE(is_utf8(html_text("\xFF<")));
}

TEST(Base64, AsRfc4648) {
  const struct {
    std::string in, out;
  } rows[] = {{"", ""},
              {"f", "Zg=="},
              {"fo", "Zm8="},
              {"foo", "Zm9v"},
              {"foob", "Zm9vYg=="},
              {"fooba", "Zm9vYmE="},
              {"foobar", "Zm9vYmFy"}};
  for (const auto& row : rows) EXPECT_EQ(base64(as_bytes(row.in)), row.out);
}

TEST(JsonForTerminals, WhatTurnsTextAroundOrMovesTheCursorIsEscaped) {
  EXPECT_EQ(json_for_terminals("\"a\u202Eb\""), "\"a\\u202eb\"");
  EXPECT_EQ(json_for_terminals("\"\u009B2J\u2066\u200B\""), "\"\\u009b2J\\u2066\\u200b\"");
  EXPECT_EQ(json_for_terminals("\"é…漢\u2020\""), "\"é…漢\u2020\"");
  EXPECT_EQ(json_for_terminals("\xE2\x80"), "\xE2\x80") << "cut in the middle of a character";
}

TEST(TimeText, OutsideTheCalendarItIsANumber) {
  EXPECT_EQ(time_text(1), "1970-01-01T00:00:00.000001Z");
  for (const auto lie : {INT64_MIN, INT64_MAX, std::int64_t{253'402'300'800'000'000}})
    EXPECT_EQ(time_text(lie), std::to_string(lie) + " microseconds from 1970");
  EXPECT_EQ(number_cell(UINT64_MAX).number, INT64_MAX);
}

}  // namespace
}  // namespace waarborg
