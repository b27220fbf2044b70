// The closed lists of a directive: what a status, an effect, a force, ... may be.
// docs/schemas/directive.schema.json holds the same lists; a test compares them.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

namespace waarborg {

using Words = std::vector<std::string_view>;

const std::vector<std::pair<std::string_view, Words>>& vocabularies();
const Words& vocabulary(std::string_view name);  // empty for a name that is none

}  // namespace waarborg
