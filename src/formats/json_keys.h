// Which keys a JSON object has. Of a key that stands twice programs take the first or the last value, so what
// one of them shows is hidden from the other: readers tell of it.
#pragma once
#include <string_view>

#include "base/json.h"

namespace waarborg {

// A key that stands twice in one object, within `value` at any depth; "" where there is none.
std::string_view doubled_key(Json value);

}  // namespace waarborg
