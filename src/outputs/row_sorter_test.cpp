#include "outputs/row_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "outputs/fields.h"

namespace waarborg {
namespace {

std::string key_of(const std::vector<std::string>& parts) {
  std::string key;
  for (const auto& part : parts) add_key(key, part);
  return key;
}

TEST(Keys, SortPartByPartWhateverTheBytes) {
  std::vector<std::vector<std::string>> rows;
  const std::vector<std::string> parts = {"",     "a", "ab", std::string("\0", 1), std::string("a\0b", 3),
                                          "\xFF", "b"};
  for (const auto& x : parts)
    for (const auto& y : parts) rows.push_back({x, y});
  std::sort(rows.begin(), rows.end());
  for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_LT(key_of(rows[i - 1]), key_of(rows[i])) << i;
}

TEST(RowSorter, GivesEveryRowBackInOrderAndEqualKeysAsTheyCame) {
  auto sorter = RowSorter::create();
  ASSERT_TRUE(sorter);
  std::mt19937 random(7);
  constexpr std::uint64_t count = 20'000;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string key;
    add_key(key, std::uint64_t{random() % 50});
    sorter->add(
        key, {number_cell(i), text_cell(std::string("odd\0\xFF", 5)), Cell{.text = "{}", .is_json = true}});
  }
  std::string before;
  std::int64_t last = -1;
  std::uint64_t seen = 0;
  const auto done = sorter->each([&](std::string_view key, const Row& row) {
    if (key != before) last = -1;
    EXPECT_GE(key, before);
    EXPECT_GT(row[0].number, last);
    EXPECT_TRUE(row[0].is_number && row[2].is_json && !row[1].is_json);
    EXPECT_EQ(row[1].text, std::string("odd\0\xFF", 5));
    before = key;
    last = row[0].number;
    ++seen;
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(seen, count);
}

TEST(RowSorter, NothingIsASortedNothing) {
  auto sorter = RowSorter::create();
  ASSERT_TRUE(sorter);
  EXPECT_TRUE(sorter->each([](std::string_view, const Row&) { FAIL(); }));
}

}  // namespace
}  // namespace waarborg
