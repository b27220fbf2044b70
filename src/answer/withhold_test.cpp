// An attacker who has every published table, and a program that solves them, learns no withheld figure.
#include "answer/withhold.h"

#include <gtest/gtest.h>

#include <random>

namespace waarborg {
namespace {

// Rows by columns, with all margins; what is 1 to 4 must be withheld.
struct Grid {
  std::size_t rows, columns;
  std::vector<std::int64_t> counts;

  Sum sum(std::size_t row, std::size_t column) const {  // row == rows: all rows
    Sum out;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c)
        if ((row == rows || r == row) && (column == columns || c == column)) out.push_back({r * columns + c});
    return out;
  }
  std::int64_t value(const Sum& sum) const {
    std::int64_t out = 0;
    for (const auto& t : sum) out += t.factor * counts[t.count];
    return out;
  }
  Exposure exposure(std::int64_t threshold = 5) const {
    Exposure out;
    out.counts = counts.size();
    out.threshold = threshold;
    for (std::size_t r = 0; r <= rows; ++r)
      for (std::size_t c = 0; c <= columns; ++c) {
        Figure f;
        f.sum = sum(r, c);
        f.value = value(f.sum);
        f.withheld = f.value > 0 && f.value < threshold;
        f.weight = static_cast<unsigned>(f.sum.size());
        out.figures.push_back(f);
      }
    return out;
  }
};

Grid random_grid(std::mt19937& random, std::size_t rows, std::size_t columns) {
  Grid out{rows, columns, {}};
  for (std::size_t i = 0; i < rows * columns; ++i) {
    const auto kind = random() % 4;
    out.counts.push_back(kind == 0   ? 0
                         : kind == 1 ? 1 + static_cast<std::int64_t>(random() % 4)
                                     : static_cast<std::int64_t>(random() % 40));
  }
  return out;
}

std::vector<Known> shown(const Exposure& e, const std::vector<bool>& withheld) {
  std::vector<Known> out = e.earlier;
  for (std::size_t i = 0; i < withheld.size(); ++i)
    if (!withheld[i]) out.push_back({e.figures[i].sum, e.figures[i].value});
  return out;
}

// The attacker: knows nothing of how figures are withheld. It adds what every pair of equations says when
// one is taken from the other, and narrows the bounds of each count until nothing moves.
class Attacker {
 public:
  Attacker(std::size_t counts, const std::vector<Known>& known) : low_(counts, 0), high_(counts, 1'000'000) {
    for (const auto& k : known) {
      std::vector<int> row(counts, 0);
      for (const auto& t : k.sum) row[t.count] += t.factor;
      equations_.emplace_back(row, k.value);
    }
    const auto single = equations_.size();
    for (std::size_t a = 0; a < single; ++a)
      for (std::size_t b = 0; b < single; ++b) {
        if (a == b) continue;
        auto row = equations_[a].first;
        for (std::size_t i = 0; i < counts; ++i) row[i] -= equations_[b].first[i];
        equations_.emplace_back(row, equations_[a].second - equations_[b].second);
      }
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& [row, value] : equations_)
        for (std::size_t i = 0; i < counts; ++i)
          if (row[i] != 0) moved |= narrow(row, value, i);
    }
  }
  std::int64_t low(const Sum& sum) const { return bound(sum, low_); }
  std::int64_t high(const Sum& sum) const { return bound(sum, high_); }

 private:
  static std::int64_t bound(const Sum& sum, const std::vector<std::int64_t>& by) {
    std::int64_t out = 0;
    for (const auto& t : sum) out += by[t.count];
    return out;
  }
  bool narrow(const std::vector<int>& row, std::int64_t value, std::size_t i) {
    std::int64_t least = 0, most = 0;  // of the rest
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (j == i || row[j] == 0) continue;
      least += row[j] > 0 ? low_[j] : -high_[j];
      most += row[j] > 0 ? high_[j] : -low_[j];
    }
    const auto low = row[i] > 0 ? value - most : least - value;
    const auto high = row[i] > 0 ? value - least : most - value;
    bool moved = false;
    if (low > low_[i]) low_[i] = low, moved = true;
    if (high < high_[i]) high_[i] = high, moved = true;
    return moved;
  }
  std::vector<std::pair<std::vector<int>, std::int64_t>> equations_;
  std::vector<std::int64_t> low_, high_;
};

// Another attacker, who tries every table there can be: what the withheld figure of a 2 by 2 or 2 by 3 table
// can be, exactly. Gives the number of different values.
void every_table(const Grid& grid, const std::vector<Known>& known, std::size_t at,
                 std::vector<std::int64_t>& counts, const std::vector<Sum>& asked,
                 std::vector<std::pair<std::int64_t, std::int64_t>>& found, std::int64_t most) {
  if (at == counts.size()) {
    for (const auto& k : known) {
      std::int64_t sum = 0;
      for (const auto& t : k.sum) sum += counts[t.count];
      if (sum != k.value) return;
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
      std::int64_t sum = 0;
      for (const auto& t : asked[i]) sum += counts[t.count];
      found[i].first = std::min(found[i].first, sum);
      found[i].second = std::max(found[i].second, sum);
    }
    return;
  }
  for (std::int64_t v = 0; v <= most; ++v) {
    counts[at] = v;
    bool possible = true;
    for (const auto& k : known) {
      std::int64_t sum = 0;
      for (const auto& t : k.sum)
        if (t.count <= at) sum += counts[t.count];
      possible &= sum <= k.value;
    }
    if (possible) every_table(grid, known, at + 1, counts, asked, found, most);
  }
}

TEST(Withhold, MarginsOfThousandsOfRandomTablesGiveNothingAway) {
  std::mt19937 random(20261122);
  std::size_t withheld_figures = 0, shown_figures = 0;
  for (int n = 0; n < 3000; ++n) {
    const auto grid = random_grid(random, 1 + random() % 3, 2 + random() % 2);
    const auto e = grid.exposure();
    const auto withheld = withhold(e);
    ASSERT_TRUE(withheld) << withheld.error().what;
    const Attacker attacker(e.counts, shown(e, *withheld));
    for (std::size_t i = 0; i < withheld->size(); ++i) {
      ASSERT_TRUE((*withheld)[i] || !e.figures[i].withheld);
      if (!(*withheld)[i]) {
        ++shown_figures;
        continue;
      }
      ++withheld_figures;
      ASSERT_GE(attacker.high(e.figures[i].sum) - attacker.low(e.figures[i].sum), 5)
          << "table " << n << ", figure " << i;
    }
  }
  EXPECT_GT(withheld_figures, 5'000u);
  EXPECT_GT(shown_figures, 10'000u);
}

TEST(Withhold, NoTableThatThereCanBeNarrowsAWithheldFigure) {
  std::mt19937 random(7);
  std::size_t tried = 0;
  for (int n = 0; n < 150; ++n) {
    auto grid = random_grid(random, 2, 2);
    for (auto& c : grid.counts) c %= 12;
    const auto e = grid.exposure(3);
    const auto withheld = withhold(e);
    ASSERT_TRUE(withheld) << withheld.error().what;
    std::vector<Sum> asked;
    for (std::size_t i = 0; i < withheld->size(); ++i)
      if ((*withheld)[i]) asked.push_back(e.figures[i].sum);
    if (asked.empty()) continue;
    std::vector<std::pair<std::int64_t, std::int64_t>> found(asked.size(), {1'000'000, -1});
    std::vector<std::int64_t> counts(4, 0);
    every_table(grid, shown(e, *withheld), 0, counts, asked, found, 24);
    for (const auto& [least, most] : found) ASSERT_GE(most - least, 3) << "table " << n;
    ++tried;
  }
  EXPECT_GT(tried, 80u);
}

// Two tables of the same counts with different breakdowns: what one shows must not open what the other hides.
TEST(Withhold, SubtractingAnEarlierTableGivesNothingAway) {
  std::mt19937 random(876);
  for (int n = 0; n < 1000; ++n) {
    const auto grid = random_grid(random, 2 + random() % 2, 2);
    auto first = grid.exposure(), second = grid.exposure();
    // The first has the rows only, the second the columns and the whole.
    std::erase_if(first.figures, [&](const Figure& f) { return f.sum.size() != grid.columns; });
    std::erase_if(second.figures,
                  [&](const Figure& f) { return f.sum.size() == grid.columns && grid.columns != grid.rows; });
    const auto before = withhold(first);
    ASSERT_TRUE(before) << before.error().what;
    second.earlier = shown(first, *before);
    for (std::size_t i = 0; i < before->size(); ++i)
      if ((*before)[i]) second.guarded.push_back(first.figures[i].sum);
    const auto now = withhold(second);
    ASSERT_TRUE(now) << now.error().what;
    const Attacker attacker(grid.counts.size(), shown(second, *now));
    for (std::size_t i = 0; i < now->size(); ++i)
      if ((*now)[i]) {
        ASSERT_GE(attacker.high(second.figures[i].sum) - attacker.low(second.figures[i].sum), 5)
            << "table " << n << ", figure " << i;
      }
    for (const auto& sum : second.guarded) ASSERT_GE(attacker.high(sum) - attacker.low(sum), 5) << n;
  }
}

TEST(Withhold, TheAttackersWouldSeeAnUnguardedTable) {
  const Grid grid{2, 2, {3, 20, 30, 40}};
  const auto e = grid.exposure();
  std::vector<bool> primary;
  for (const auto& f : e.figures) primary.push_back(f.withheld);
  const Attacker attacker(4, shown(e, primary));
  EXPECT_EQ(attacker.low({{0}}), 3);
  EXPECT_EQ(attacker.high({{0}}), 3);
  const auto open = exposed(e, primary);
  ASSERT_TRUE(open);
  EXPECT_EQ(*open, std::vector<std::size_t>{0});
  const auto withheld = withhold(e);
  ASSERT_TRUE(withheld);
  // The least there is: a square of four.
  EXPECT_EQ(std::count(withheld->begin(), withheld->end(), true), 4);
}

TEST(Withhold, WhatWasPublishedIsNotMadeWorseAndDoesNotBlockAllElse) {
  const Grid grid{1, 2, {3, 20}};
  auto e = grid.exposure();
  e.earlier = {{{{0}}, 3}};
  const auto withheld = withhold(e);
  ASSERT_TRUE(withheld) << withheld.error().what;
  EXPECT_TRUE((*withheld)[0]);
}

TEST(Knowledge, ContradictionsAreRefusedAndOpenCountsAreOpen) {
  EXPECT_FALSE(Knowledge::of(2, {{{{0}, {1}}, 3}, {{{0}}, 5}}));
  auto knows = Knowledge::of(3, {{{{0}, {1}}, 9}});
  ASSERT_TRUE(knows);
  const auto one = knows->about({{0}}), both = knows->about({{0}, {1}}), third = knows->about({{2}});
  ASSERT_TRUE(one && both && third);
  EXPECT_EQ(one->least, 0);
  EXPECT_EQ(one->most, 9);
  EXPECT_EQ(both->width(), 0);
  EXPECT_EQ(third->most, Interval::open);
  const auto change = knows->about({{0, 1}, {1, -1}});
  ASSERT_TRUE(change);
  EXPECT_EQ(change->least, -9);
  EXPECT_EQ(change->most, 9);
}

}  // namespace
}  // namespace waarborg
