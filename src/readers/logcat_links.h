// Links, names of hosts and addresses in a message of a log. A log is full of names with dots that are no
// hosts: classes, packages, properties. What a host may be called like is given all the same, for a name that
// nobody looks for costs little and one that is left out may be the one that was looked for; only names that
// end as files do, in what is no top-level domain, are left out.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

std::vector<std::string> links_in_log(std::string_view text);

// The text, and what it is when escapes in it are undone, once and twice: a text is escaped again where it
// stands in another.
void each_unescaped(std::string_view text, const std::function<void(std::string_view)>& visit);

}  // namespace waarborg
