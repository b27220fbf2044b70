// Links and names of hosts in a message of a log. A log is full of names with dots that are none: classes,
// packages, properties, files. What is left out is what begins or ends as these do; the rest is given.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

std::vector<std::string> links_in_log(std::string_view text);

}  // namespace waarborg
