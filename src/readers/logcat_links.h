// Links, names of hosts and addresses in a message of a log. A log is full of names with dots that are no
// hosts: classes, packages, properties. What a host may be called like is given all the same, for a name that
// nobody looks for costs little and one that is left out may be the one that was looked for; only names that
// end as files do, in what is no top-level domain, are left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

std::vector<std::string> links_in_log(std::string_view text);

}  // namespace waarborg
