// Links in the text of a message: what begins with http://, https:// or www., as it stands, without the
// punctuation around it. In the order they stand, each once.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

std::vector<std::string> message_links(std::string_view text);

}  // namespace waarborg
