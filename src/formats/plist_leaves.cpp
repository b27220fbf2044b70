#include "formats/plist_leaves.h"

namespace waarborg {
namespace {

// Plist::read refused what leads back into itself and what is deeper than its own limit.
constexpr unsigned deepest = PlistLimits{}.depth + 2;

void walk(PlistValue value, const std::function<void(PlistValue)>& visit, unsigned depth) {
  if (value.is(PlistKind::text) || value.is(PlistKind::data)) return visit(value);
  if (depth == deepest) return;
  for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], visit, depth + 1);
}

}  // namespace

void each_leaf(PlistValue root, const std::function<void(PlistValue)>& visit) {
  walk(root, visit, 0);
}

}  // namespace waarborg
