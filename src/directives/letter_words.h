// The sentences of letters and assessments in nl, fr, de and en, and the names of the criteria C1 to C15.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

// An id that is not known stands for itself.
std::string letter_phrase(std::string_view id, std::string_view language);
std::string criterion_name(std::string_view criterion, std::string_view language);
const std::vector<std::string_view>& letter_phrase_ids();

}  // namespace waarborg
