// Links in what people write: https://..., any other scheme with "//", www.example.org, and without a scheme
// example.org/path and example.org, as phones make them tappable. It would rather give a word too many
// ("node.js") than miss one. Each link is given as it stands, without the punctuation around it. Beside it
// come, as links of their own, what it may have been meant for: an address that it carries in itself
// (?url=https%3A%2F%2F..., link_targets.h), its part before a character that no host has, its host with the
// dots of other scripts as '.' and without what is not seen, and "&amp;" as '&'. An address of mail is given
// as "mailto:someone@example.org". Text is UTF-8; bytes that are not end a link.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

constexpr std::size_t longest_link = 16 * 1024;  // what is longer is given by its beginning

// In the order they stand, each once; what unseen characters hid comes last.
std::vector<std::string> links_in_text(std::string_view text);

// Of "mailto:someone@example.org?subject=x" the address; "" of any other link.
std::string_view address_of_mail(std::string_view link);

}  // namespace waarborg
