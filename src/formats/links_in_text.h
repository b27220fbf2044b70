// Links in what people write: https://..., any other scheme with "//", www.example.org, and without a scheme
// example.org/path and example.org, as phones make them tappable. It would rather give a word too many
// ("node.js") than miss one. Each link is given as it stands, without the punctuation around it; an address
// that a link carries in itself (?url=https%3A%2F%2F...) comes as a link of its own, decoded. Text is UTF-8;
// bytes that are not end a link. Addresses of mail are none.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

constexpr std::size_t longest_link = 16 * 1024;  // what is longer is given by its beginning

// In the order they stand, each once.
std::vector<std::string> links_in_text(std::string_view text);

}  // namespace waarborg
