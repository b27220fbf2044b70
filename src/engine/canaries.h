// Before anything is read, every reader is given a synthetic artefact of its own: one that does not find it
// there is not believed when it finds nothing.
#pragma once
#include <set>
#include <string>

#include "engine/pool.h"
#include "indicators/index.h"

namespace waarborg {

// Sends every reader's synthetic artefact through; gives the names of those whose artefact was found.
Result<std::set<std::string>> send_canaries(Pool& pool, const Index& index);

}  // namespace waarborg
