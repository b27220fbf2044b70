// How a table and those before it become one problem of counts and sums. A count is one organisation,
// ownership and state; counts that did not change between two tables are taken to be known as unchanged,
// which gives a reader more than he has. What changed by less than the threshold is guarded like a small
// figure.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "answer/register.h"

namespace waarborg {
namespace {

using Cells = std::vector<Tally>;

bool in_row(const Tally& cell, const PublishedRow& row) {
  return (row.ownership.empty() || row.ownership == cell.ownership) &&
         std::ranges::find(row.organisations, cell.organisation) != row.organisations.end();
}

std::int64_t devices(const Tally& cell) {
  std::int64_t out = 0;
  for (const auto state : counted_states) out += cell.of[state];
  return out;
}

std::int64_t value_of(const Cells& cells, const PublishedRow& row, FigureNumber figure) {
  std::int64_t out = 0;
  for (const auto& cell : cells)
    if (in_row(cell, row))
      for (const auto state : counted_states)
        if (counts(figure, state)) out += cell.of[state];
  return out;
}

unsigned weight_of(FigureNumber figure, std::size_t parts) {
  const unsigned told = figure == in_scope                       ? 400
                        : figure == present                      ? 60
                        : figure == absent || figure == unknown  ? 40
                        : figure == gone || figure == never_seen ? 20
                                                                 : 10;
  return told + static_cast<unsigned>(std::min<std::size_t>(parts, 400));
}

class Problem {
 public:
  Problem(FigureTable& table, const std::string& directive, const Question& question, std::int64_t threshold)
      : table_(table),
        directive_(directive),
        question_(question),
        threshold_(threshold),
        rows_(rows_of(table)) {
    out_.threshold = threshold;
  }

  Result<> run(const std::vector<Earlier>& earlier) {
    for (auto& row : table_.rows) add(row);
    tell_silent();
    for (const auto& one : earlier) one.published.directive == directive_ ? take(one) : take_shared(one);
    out_.counts = numbers_.size();
    const auto withheld = withhold(out_);
    if (!withheld) return pass(withheld.error());
    for (std::size_t i = 0; i < withheld->size(); ++i)
      table_.rows[i / figure_count].withheld[i % figure_count] = (*withheld)[i];
    return {};
  }

 private:
  // The same count of two tables is one unknown as long as its value is the same.
  std::size_t number(const Tally& cell, FigureNumber state) {
    return numbers_
        .emplace(std::tuple(cell.organisation, cell.ownership, state, cell.of[state]), numbers_.size())
        .first->second;
  }

  Sum sum(const Cells& cells, const PublishedRow& row, FigureNumber figure) {
    Sum out;
    for (const auto& cell : cells)
      if (in_row(cell, row))
        for (const auto state : counted_states)
          if (counts(figure, state)) out.push_back({number(cell, state)});
    return out;
  }

  bool decided(const FigureRow& row, std::size_t f) const {
    return std::ranges::any_of(question_.withhold, [&](const Withheld& w) {
      return (w.organisation.empty() || w.organisation == row.organisation) &&
             (w.figures.empty() || std::ranges::find(w.figures, figure_names[f]) != w.figures.end());
    });
  }

  void add(FigureRow& row) {
    const auto at = static_cast<std::size_t>(&row - table_.rows.data());
    const auto whole = out_.figures.size();
    for (std::size_t f = 0; f < figure_count; ++f) {
      Figure figure;
      figure.sum = sum(table_.cells, rows_[at], static_cast<FigureNumber>(f));
      figure.value = row.value[f];
      const bool by_decision = decided(row, f);
      row.decided |= by_decision;
      figure.withheld = by_decision || (figure.value > 0 && figure.value < threshold_) ||
                        (figure.value == 0 && row.value[in_scope] < threshold_);
      figure.zero_of = figure.value == 0;
      figure.whole = whole;
      figure.weight = weight_of(static_cast<FigureNumber>(f), figure.sum.size());
      out_.figures.push_back(std::move(figure));
    }
  }

  // An organisation of which nothing was heard is named as such: it shows none of these.
  void tell_silent() {
    for (const auto& cell : table_.cells) {
      if (std::ranges::find(table_.silent, cell.organisation) == table_.silent.end()) continue;
      for (const auto state : {gone, never_seen, stale, incomplete, suspected})
        if (cell.of[state] == 0) out_.earlier.push_back({{{number(cell, state)}}, 0});
    }
  }

  void take(const Earlier& one) {
    for (const auto& row : one.published.rows)
      for (std::size_t f = 0; f < figure_count; ++f) {
        const auto figure = static_cast<FigureNumber>(f);
        auto then = sum(one.cells, row, figure);
        const bool as_then = value_of(one.cells, row, figure) == row.value[f];
        if (!row.value[f])
          out_.guarded.push_back(then);
        else if (as_then)
          out_.earlier.push_back({then, *row.value[f]});
        if (figure != in_scope) guard_change(row, f, then, row.value[f].has_value());
      }
  }

  // The same row, then and now: a change of less than the threshold is a small figure itself.
  void guard_change(const PublishedRow& then, std::size_t f, const Sum& sum_then, bool shown_then) {
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (rows_[r].organisations != then.organisations || rows_[r].ownership != then.ownership) continue;
      auto& now = out_.figures[r * figure_count + f];
      std::map<std::size_t, int> factors;
      for (const auto& t : now.sum) factors[t.count] += 1;
      for (const auto& t : sum_then) factors[t.count] -= 1;
      std::erase_if(factors, [](const auto& one) { return one.second == 0; });
      if (factors.empty()) continue;
      if (shown_then) {
        const auto change = std::abs(now.value - *then.value[f]);
        if (change == 0 || change >= threshold_) continue;
        now.withheld = true;
        Sum difference;
        for (const auto& [count, factor] : factors) difference.push_back({count, factor});
        out_.guarded.push_back(std::move(difference));
      }
    }
  }

  // Another directive: the devices are the same, so N and X are, where they did not change.
  void take_shared(const Earlier& one) {
    for (const auto& row : one.published.rows)
      for (const auto figure : {in_scope, left_scope}) {
        bool same = true;
        for (const Cells* cells : {&one.cells, static_cast<const Cells*>(&table_.cells)})
          for (const auto& cell : *cells) {
            if (!in_row(cell, row)) continue;
            const auto& others = cells == &one.cells ? table_.cells : one.cells;
            const auto other = std::ranges::find_if(others, [&](const Tally& c) {
              return c.organisation == cell.organisation && c.ownership == cell.ownership;
            });
            same &= other != others.end() && (figure == in_scope ? devices(*other) == devices(cell)
                                                                 : other->of[figure] == cell.of[figure]);
          }
        if (!same || value_of(one.cells, row, figure) != row.value[figure].value_or(-1)) {
          if (same && !row.value[figure]) out_.guarded.push_back(sum(table_.cells, row, figure));
          continue;
        }
        out_.earlier.push_back({sum(table_.cells, row, figure), *row.value[figure]});
      }
  }

  FigureTable& table_;
  const std::string& directive_;
  const Question& question_;
  std::int64_t threshold_;
  std::vector<PublishedRow> rows_;
  std::map<std::tuple<std::string, std::string, FigureNumber, std::int64_t>, std::size_t> numbers_;
  Exposure out_;
};

}  // namespace

Result<> withhold(FigureTable& table, const std::string& directive, const Question& question,
                  std::int64_t threshold, const std::vector<Earlier>& earlier) {
  return Problem(table, directive, question, threshold).run(earlier);
}

}  // namespace waarborg
