// How tools lay out what they copied of an iOS device: from /private/var or below it, by the domains of a
// backup (HomeDomain/Library/...), or a file alone. A reader names the place on the device; the others
// follow.
#pragma once
#include <string_view>
#include <vector>

namespace waarborg {

// Adds the other layouts of each pattern that begins with "private/var/". A name that only this artefact has
// is read wherever it lies.
void add_layouts(std::vector<std::string_view>& patterns);

}  // namespace waarborg
