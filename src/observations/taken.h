// The name of the SystemProperty with which evidence says itself when it was made: a moment as to_text()
// writes it. The scan takes it where it is earlier than the newest file: a copy is younger than its original.
#pragma once
#include <string_view>

namespace waarborg {

constexpr std::string_view taken_property = "evidence.taken";

}  // namespace waarborg
