// The words around a directive in the languages of the house (en, nl, fr, de): labels, forces, effects,
// answers. What is not known in a language is English, and an id that is not known stands for itself.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "directives/logic.h"

namespace waarborg {

std::string word_for(std::string_view id, std::string_view language);
std::string answer_for(Answer answer, std::string_view language);
const std::vector<std::string_view>& word_ids();

}  // namespace waarborg
