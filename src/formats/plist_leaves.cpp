#include "formats/plist_leaves.h"

namespace waarborg {
namespace {

// Plist::read refused what leads back into itself and what is deeper than its own limit.
constexpr unsigned deepest = PlistLimits{}.depth + 2;

void walk(PlistValue value, const std::function<void(PlistValue)>& visit, bool names, unsigned depth) {
  if (value.is(PlistKind::text) || value.is(PlistKind::data)) return visit(value);
  if (depth == deepest) return;
  const bool named = names && value.is(PlistKind::dict);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (named) visit(value.key(i));
    walk(value[i], visit, names, depth + 1);
  }
}

}  // namespace

void each_leaf(PlistValue root, const std::function<void(PlistValue)>& visit) {
  walk(root, visit, false, 0);
}

void each_name_and_leaf(PlistValue root, const std::function<void(PlistValue)>& visit) {
  walk(root, visit, true, 0);
}

}  // namespace waarborg
