// The readers of the hostile program: the real ones and the hostile ones. This object is named on the link
// line, so it is taken before the list in the library of readers.
#include "readers/reader.h"

namespace waarborg {

const std::vector<Reader>& hostile_readers();
const std::vector<Reader>& all_readers() {
  return hostile_readers();
}

}  // namespace waarborg
