#include "outputs/fit.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/text.h"

namespace waarborg {
namespace {

TEST(Fit, ShortensInTheMiddleAndNeverExceeds) {
  EXPECT_EQ(fit("var/lib/dpkg/status", 30), "var/lib/dpkg/status");
  EXPECT_EQ(fit("abcdefghij", 5), "ab…ij");
  EXPECT_EQ(fit("abcdefghij", 1), "…");
  EXPECT_EQ(fit("abcdefghij", 0), "");
  EXPECT_EQ(fit("ééééé", 3), "é…é");
}

TEST(Fit, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(columns_of("漢字"), 4u);
  EXPECT_EQ(columns_of("ｆｕｌｌ"), 8u);
  EXPECT_EQ(columns_of("👍"), 2u);
  for (std::size_t columns = 0; columns < 12; ++columns) {
    EXPECT_LE(columns_of(fit("漢字漢字漢字", columns)), columns);
    EXPECT_TRUE(is_utf8(fit("a漢b字c漢d字", columns)));
    EXPECT_EQ(columns_of(fit_pad("漢字漢字漢字", columns)), columns);
  }
}

TEST(Fit, WrapsAtBlanksAndWithinEndlessWords) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("a abcdef b", 4), (std::vector<std::string>{"a", "abcd", "ef b"}));
  EXPECT_TRUE(wrap("   ", 5).empty());
  for (std::size_t columns = 0; columns < 9; ++columns)
    for (const auto& line : wrap("漢字漢字 x 漢字漢字漢字漢字漢字", columns))
      EXPECT_LE(columns_of(line), std::max<std::size_t>(columns, 2));
}

TEST(Share, FillsTheLineAndNeverMore) {
  const std::vector<std::vector<std::size_t>> tables = {{4, 9, 200, 8},
                                                        {300, 300, 300},
                                                        {1, 1},
                                                        {10, 10, 10, 10, 10, 10, 10, 10},
                                                        {4000},
                                                        {20, 17, 13, 11, 900, 900},
                                                        {}};
  for (const auto& wanted : tables)
    for (std::size_t columns = 1; columns < 250; ++columns) {
      const auto got = share(wanted, columns);
      const auto used = std::accumulate(got.begin(), got.end(), got.empty() ? 0 : 2 * (got.size() - 1));
      EXPECT_LE(used, columns);
      const auto asked =
          std::accumulate(wanted.begin(), wanted.end(), wanted.empty() ? 0 : 2 * (wanted.size() - 1));
      if (got.size() == wanted.size() && asked > columns) {
        EXPECT_EQ(used, columns) << "room was left unused";
      }
      for (std::size_t i = 0; i < got.size(); ++i) EXPECT_LE(got[i], wanted[i]);
    }
}

TEST(Share, KeepsShortColumnsWholeBesideLongOnes) {
  EXPECT_EQ(share({20, 200, 200}, 100), (std::vector<std::size_t>{20, 38, 38}));
  EXPECT_EQ(share({5, 5}, 100), (std::vector<std::size_t>{5, 5}));
  EXPECT_EQ(share({20, 40, 40}, 44, 4, 1), (std::vector<std::size_t>{20, 10, 10}));
  EXPECT_EQ(share({20, 40, 40}, 40, 4, 1)[0], 12u) << "it may not take more than half of the line";
}

}  // namespace
}  // namespace waarborg
