#include "readers/reader.h"

#include <algorithm>

namespace waarborg {

const Reader* reader_named(std::string_view name) {
  const auto& all = all_readers();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.name == name; });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace waarborg
