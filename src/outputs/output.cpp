#include "outputs/output.h"

#include <algorithm>

namespace waarborg {
namespace {

template <class T>
const T* named(const std::vector<T>& all, std::string_view name) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace

const View* view_named(std::string_view name) {
  return named(all_views(), name);
}
const Format* format_named(std::string_view name) {
  return named(all_formats(), name);
}

}  // namespace waarborg
