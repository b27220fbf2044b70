// What a careful reader would ask about a directive: an undated phase-out, a subject that the catalogue does
// not know, a ground without evidence. Not faults: a directive may be valid and leave all of this open. Pure;
// `today` decides what has expired. English, like all messages about files.
#pragma once
#include <string>
#include <vector>

#include "directives/model.h"

namespace waarborg {

std::vector<std::string> questions(const Directive& directive, const Catalogue& catalogue,
                                   Time today = Clock::now());

}  // namespace waarborg
