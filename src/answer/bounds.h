// What a reader of published figures can work out about one that was withheld: the least and the largest
// value that it can have. Figures are sums of counts, and counts are whole and never negative. The interval
// comes from linear programming over everything that was published, rounded inwards; so no subtraction of
// margins, of however many tables, says more.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct Term {
  std::size_t count;  // number of the count
  int factor = 1;
};
using Sum = std::vector<Term>;

struct Known {  // somebody said that this sum is this number; its factors are 1
  Sum sum;
  std::int64_t value = 0;
};

struct Interval {
  static constexpr auto open = std::numeric_limits<std::int64_t>::max() / 4;  // no bound on that side
  std::int64_t least = -open, most = open;
  std::int64_t width() const { return most - least; }
};

class Knowledge {
 public:
  // Fault::malformed: what was published contradicts itself. Fault::too_big: too much hangs together.
  static Result<Knowledge> of(std::size_t counts, const std::vector<Known>& known);
  Knowledge(Knowledge&&) noexcept;
  Knowledge& operator=(Knowledge&&) noexcept;
  ~Knowledge();
  Result<Interval> about(const Sum& sum);

 private:
  struct State;
  explicit Knowledge(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace waarborg
