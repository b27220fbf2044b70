// The simplex method for small problems: the largest value of a sum of counts that are never negative, under
// equations. Dense, in double precision; made for some hundred counts of at most a few million.
#pragma once
#include <optional>
#include <vector>

#include "base/result.h"

namespace waarborg {

class Simplex {
 public:
  // Rows of `columns` factors and the value last. Fault::malformed: no counts satisfy them.
  static Result<Simplex> start(std::vector<std::vector<double>> rows, std::size_t columns);
  // nothing: there is no largest value.
  Result<std::optional<double>> largest(const std::vector<double>& sum) const;

 private:
  using Row = std::vector<double>;
  enum class End : std::uint8_t { best, open, gave_up };
  static void pivot(std::vector<Row>& rows, Row& goal, std::vector<std::size_t>& basis, std::size_t row,
                    std::size_t column);
  static End climb(std::vector<Row>& rows, Row& goal, std::vector<std::size_t>& basis, std::size_t columns);

  std::vector<Row> rows_;
  std::vector<std::size_t> basis_;
  std::size_t columns_ = 0;
};

}  // namespace waarborg
