#include "answer/simplex.h"

#include <cmath>

namespace waarborg {
namespace {

constexpr double tiny = 1e-9;
constexpr int most_steps = 20'000;

}  // namespace

void Simplex::pivot(std::vector<Row>& rows, Row& goal, std::vector<std::size_t>& basis, std::size_t row,
                    std::size_t column) {
  auto& at = rows[row];
  const auto by = at[column];
  for (auto& x : at) x /= by;
  const auto take = [&](Row& other) {
    const auto times = other[column];
    if (times == 0) return;
    for (std::size_t j = 0; j < other.size(); ++j) other[j] -= times * at[j];
    other[column] = 0;
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (i != row) take(rows[i]);
  take(goal);
  basis[row] = column;
}

// `goal` holds minus the factors of what is to grow. Bland's rule: the first column that helps, the first row
// that gives way; so it never goes round in a circle.
Simplex::End Simplex::climb(std::vector<Row>& rows, Row& goal, std::vector<std::size_t>& basis,
                            std::size_t columns) {
  for (int step = 0; step < most_steps; ++step) {
    std::size_t column = 0;
    while (column < columns && goal[column] > -tiny) ++column;
    if (column == columns) return End::best;
    std::size_t row = rows.size();
    double least = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i][column] <= tiny) continue;
      const auto ratio = rows[i].back() / rows[i][column];
      if (row == rows.size() || ratio < least - tiny || (ratio < least + tiny && basis[i] < basis[row])) {
        row = i;
        least = ratio;
      }
    }
    if (row == rows.size()) return End::open;
    pivot(rows, goal, basis, row, column);
  }
  return End::gave_up;
}

Result<Simplex> Simplex::start(std::vector<std::vector<double>> rows, std::size_t columns) {
  // Each row begins with a helper of its own (its number is above the columns; once it left it never comes
  // back); where their sum can be brought to nothing, the rest is a solution.
  Simplex out;
  out.columns_ = columns;
  Row goal(columns + 1, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.basis_.push_back(columns + i);
    for (std::size_t j = 0; j <= columns; ++j) goal[j] -= rows[i][j];
  }
  if (climb(rows, goal, out.basis_, columns) == End::gave_up)
    return fail(Fault::too_big, "the figures hang together in too many ways to be checked");
  if (goal.back() < -1e-6) return fail(Fault::malformed, "the figures contradict each other");
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t column = 0;
    if (out.basis_[i] >= columns)
      while (column < columns && std::fabs(rows[i][column]) < 1e-7) ++column;
    if (out.basis_[i] >= columns && column < columns) pivot(rows, goal, out.basis_, i, column);
    if (out.basis_[i] < columns) {
      ++i;
      continue;
    }
    // It says what the others say already.
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
    out.basis_.erase(out.basis_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  out.rows_ = std::move(rows);
  return out;
}

Result<std::optional<double>> Simplex::largest(const std::vector<double>& sum) const {
  auto rows = rows_;
  auto basis = basis_;
  Row goal(columns_ + 1, 0);
  for (std::size_t j = 0; j < columns_; ++j) goal[j] = -sum[j];
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (const auto times = goal[basis[i]]; times != 0)
      for (std::size_t j = 0; j <= columns_; ++j) goal[j] -= times * rows[i][j];
  switch (climb(rows, goal, basis, columns_)) {
    case End::best:
      return std::optional(goal.back());
    case End::open:
      return std::optional<double>();
    case End::gave_up:
      break;
  }
  return fail(Fault::too_big, "the figures hang together in too many ways to be checked");
}

}  // namespace waarborg
