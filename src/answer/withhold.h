// Which figures of a table must be withheld so that the small ones stay unknown. First those that are small
// themselves; then as few others as it takes, so that no withheld figure can be worked out to an interval
// narrower than the threshold, from this table or from it and all earlier ones. Pure and deterministic.
#pragma once
#include <vector>

#include "answer/bounds.h"

namespace waarborg {

struct Figure {
  Sum sum;
  std::int64_t value = 0;
  bool withheld = false;  // it must be, whatever the others do
  bool zero_of = false;   // a zero that may only be shown while figure `whole` is shown
  std::size_t whole = 0;
  unsigned weight = 1;  // what is lost when it is withheld
};

struct Exposure {
  std::size_t counts = 0;
  std::vector<Figure> figures;  // of the table that is to be published
  std::vector<Known> earlier;   // what was published before
  std::vector<Sum> guarded;     // withheld before, or small changes since
  std::int64_t threshold = 5;
};

// For each figure: must it be withheld? What earlier tables gave away already cannot be taken back; it is not
// made worse.
Result<std::vector<bool>> withhold(const Exposure& exposure);

// The numbers of the withheld figures that can be worked out too closely, then those of `guarded`, counted
// on.
Result<std::vector<std::size_t>> exposed(const Exposure& exposure, const std::vector<bool>& withheld);

}  // namespace waarborg
