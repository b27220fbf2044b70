#include "formats/csv.h"

#include <gtest/gtest.h>

#include "formats/plain_text.h"

namespace waarborg {
namespace {

struct Told {
  Fault fault;
  std::uint64_t row;
  bool operator==(const Told&) const = default;
};
struct Got {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint64_t> numbers;
  std::vector<Told> told;
};

Got read(std::string_view text) {
  Got got;
  Csv csv(text, [&](Fault fault, std::string_view, std::uint64_t row) { got.told.push_back({fault, row}); });
  got.header = csv.header();
  for (CsvRow row; csv.next(row);) {
    got.rows.emplace_back(row.cells.begin(), row.cells.end());
    got.numbers.push_back(row.row);
  }
  return got;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(Csv, WhatTheRulesAllow) {
  struct Case {
    std::string_view text;
    Rows rows;
    std::uint64_t first_row = 2;
  };
  const Case cases[] = {
      {"a,b\n1,2\n", {{"1", "2"}}},
      {"a,b\r\n1,2\r\n", {{"1", "2"}}},
      {"a;b\n1,5;2\n", {{"1,5", "2"}}},
      {"a\tb\n1;5\t2,5\n", {{"1;5", "2,5"}}},
      {"\"a;x;y\",b\n1,2\n", {{"1", "2"}}},
      {"a,b\n\"1,5\",\"two\r\nlines\"\n", {{"1,5", "two\r\nlines"}}},
      {"a,b\n\"say \"\"x\"\"\",\"\"\n", {{"say \"x\"", ""}}},
      {"a,b\n\"\"\"\",2\n", {{"\"", "2"}}},
      {"a,b\n,\n", {{"", ""}}},
      {"a,b\n\n1,2\n\r\n", {{"1", "2"}}, 3},
      {"sep=;\na;b\n1;2\n", {{"1", "2"}}, 3},
      {"#TYPE Some.Thing, or other\n\"a\",\"b\"\n\"1\",\"2\"\n", {{"1", "2"}}, 3},
      {"a\n1\n", {{"1"}}},
      {"a,b\n=cmd|'/c calc'!A1,\x1b[2J\n", {{"=cmd|'/c calc'!A1", "\x1b[2J"}}},
  };
  for (const auto& c : cases) {
    const auto got = read(c.text);
    EXPECT_EQ(got.rows, c.rows) << c.text;
    EXPECT_TRUE(got.told.empty()) << c.text;
    EXPECT_EQ(got.numbers.at(0), c.first_row) << c.text;
  }
}

TEST(Csv, WhatBreaksTheRulesIsToldWithItsRowAndReadingGoesOn) {
  struct Case {
    std::string_view text;
    Rows rows;
    std::vector<Told> told;
  };
  const Case cases[] = {
      {"", {}, {{Fault::truncated, 0}}},
      {"\n\r\n", {}, {{Fault::truncated, 0}}},
      {"a,b\n1\n2,3\n", {{"1"}, {"2", "3"}}, {{Fault::malformed, 2}}},
      {"a,b\n1,2,3\n", {{"1", "2", "3"}}, {{Fault::malformed, 2}}},
      {"a,b\n1,2\na,b\n3,4\n", {{"1", "2"}, {"3", "4"}}, {{Fault::malformed, 3}}},
      {"a,A \n1,2\n", {{"1", "2"}}, {{Fault::malformed, 1}}},
      {"a,b\n1,2", {{"1", "2"}}, {{Fault::truncated, 2}}},
      {"a,b\n\"1\"x,2\n", {{"1x", "2"}}, {{Fault::malformed, 2}}},
      {"a,b\n1\"x,2\n", {{"1\"x", "2"}}, {{Fault::malformed, 2}}},
      {"a,b\n1,\"2\n3,4\n", {{"1", "\"2"}, {"3", "4"}}, {{Fault::truncated, 2}, {Fault::malformed, 2}}},
  };
  for (const auto& c : cases) {
    const auto got = read(c.text);
    EXPECT_EQ(got.rows, c.rows) << c.text;
    EXPECT_EQ(got.told, c.told) << c.text;
  }
}

TEST(Csv, AMillionColumnsAreCutAndTold) {
  std::string text = "a,b\n";
  text.append(1'000'000, ',').append("\n1,2\n");
  const auto got = read(text);
  ASSERT_EQ(got.rows.size(), 2u);
  EXPECT_EQ(got.rows[0].size(), Csv::most_columns);
  EXPECT_EQ(got.told, (std::vector<Told>{{Fault::too_big, 2}, {Fault::malformed, 2}}));
  EXPECT_EQ(read(std::string(1'000'000, ',')).header.size(), Csv::most_columns);
}

TEST(Csv, AnEndlessCellIsCutAndTold) {
  const std::string text = "a,b\n" + std::string(Csv::longest_cell + 10, 'x') + ",2\n3,4\n";
  const auto got = read(text);
  ASSERT_EQ(got.rows.size(), 2u);
  EXPECT_EQ(got.rows[0][0].size(), Csv::longest_cell);
  EXPECT_EQ(got.rows[0][1], "2");
  EXPECT_EQ(got.told, (std::vector<Told>{{Fault::too_big, 2}}));
}

// One quote must not hide what stands behind it, and ten thousand must not take the whole day.
TEST(Csv, QuotesThatAreNeverClosedHideNothing) {
  std::string text = "a,b\n1,\"open\n";
  const std::string filler(4094, 'x');
  for (int i = 0; i < 200; ++i) text += filler + ",\n";
  text += "3,4\n";
  EXPECT_EQ(read(text).rows.back(), (std::vector<std::string>{"3", "4"}));

  text = "a,b\n";
  for (int i = 0; i < 110; ++i) {
    text += "1,\"open\n";
    for (std::size_t n = 0; n <= Csv::longest_cell; n += 4096) text += filler + ",\n";
  }
  const auto got = read(text);
  EXPECT_EQ(got.rows.size(), 110u * 66u);
  // The first hundred are told, each with the stray quote that it then is; the last says that quotes end
  // here.
  EXPECT_EQ(got.told.size(), 200u);
}

TEST(Csv, ColumnsAreFoundByTheirFoldedNamesTheSurestFirst) {
  const Csv csv("Version,Bundle ID,App-Name,Größe\n", [](Fault, std::string_view, std::uint64_t) { FAIL(); });
  EXPECT_EQ(csv.column({"bundleid"}), 1u);
  EXPECT_EQ(csv.column({"appname", "version"}), 2u);
  EXPECT_EQ(csv.column({"größe"}), 3u);
  EXPECT_EQ(csv.column({"", "nothing"}), Csv::no_column);
  EXPECT_EQ(CsvRow{}[Csv::no_column], "");
}

TEST(PlainText, EveryWayToSaveTheSameLine) {
  const std::string line = "Caf\u00e9 \u20ac,1\n";
  std::string utf16le, utf16be;
  for (const char16_t c : std::u16string(u"Caf\u00e9 \u20ac,1\n")) {
    utf16le += {static_cast<char>(c & 0xFF), static_cast<char>(c >> 8)};
    utf16be += {static_cast<char>(c >> 8), static_cast<char>(c & 0xFF)};
  }
  for (const std::string& saved : {line, "\xEF\xBB\xBF" + line, "\xFF\xFE" + utf16le, "\xFE\xFF" + utf16be,
                                   std::string("Caf\xE9 \x80,1\n")}) {
    const auto text = PlainText::read(as_bytes(saved));
    ASSERT_TRUE(text);
    EXPECT_EQ(text->text(), line);
    EXPECT_EQ(text->wrong(), "");
  }
  const std::string unmarked(
      "a\0,\0b\0\n\0"
      "1\0,\0",
      12);
  EXPECT_EQ(PlainText::read(as_bytes(unmarked))->text(), "a,b\n1,");
}

TEST(PlainText, WhatIsDamagedIsTold) {
  struct Case {
    std::string_view bytes, text;
  };
  const Case cases[] = {{"\xC3\xA9 and \xFF", "\u00e9 and \uFFFD"},
                        {"cut \xE2\x82", "cut \uFFFD\uFFFD"},
                        {{"\xFF\xFE"
                          "a\0b",
                          5},
                         "a"},
                        {{"\xFF\xFE\x00\xD8x\0", 6}, "\uFFFDx"},
                        {{"\xFF\xFE\x3D\xD8\x00\xDE", 6}, "\U0001F600"}};
  for (const auto& c : cases) {
    const auto text = PlainText::read(as_bytes(c.bytes));
    ASSERT_TRUE(text);
    EXPECT_EQ(text->text(), c.text);
    EXPECT_EQ(text->wrong().empty(), c.text == "\U0001F600");
  }
}

}  // namespace
}  // namespace waarborg
