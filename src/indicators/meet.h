// Which fields can meet an indicator of which type, and what one observation can say together.
#pragma once
#include "indicators/model.h"

namespace waarborg {

// Can a field of type `field` meet an indicator of type `indicator`? A URL has a host, a cut name is one of a
// process, a file's name the end of a path.
bool can_meet(Type field, Type indicator);

// Is there a kind of observation that has fields for all that the indicator needs together?
bool can_be_met(const Indicator& indicator);

}  // namespace waarborg
