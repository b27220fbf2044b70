// Every text and every data value below a value of a property list, in the order they stand. Keyed archives
// keep all their objects in one list, so a walk over the whole sees each of them once.
#pragma once
#include <functional>

#include "formats/plist.h"

namespace waarborg {

void each_leaf(PlistValue root, const std::function<void(PlistValue)>& visit);
// The same, and the names of what stands in dictionaries.
void each_name_and_leaf(PlistValue root, const std::function<void(PlistValue)>& visit);

}  // namespace waarborg
