// A directive as the letter in which a government tells it to parliament: from the same object that is signed
// and compiled. What is marked as less open than the rest, and evidence that is not public, is left out and
// listed. Pure. `day` is the clock: what happened later is not told. Languages nl, fr, de, en.
#pragma once
#include <string>
#include <string_view>

#include "directives/model.h"

namespace waarborg {

std::string letter(const Directive& directive, std::string_view language, std::size_t columns,
                   const std::string& day);

}  // namespace waarborg
