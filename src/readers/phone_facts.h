// What the readers of phones share: where things lie, whom a text names, and links of what was written.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "readers/reader.h"

namespace waarborg {

// Each pattern begins with "private/var/"; what tools lay out otherwise (ios_layouts.h) is found too.
std::vector<std::string_view> ios_paths(std::initializer_list<std::string_view> patterns);

// The app or group in whose container a path lies, where the container is named and not numbered (as in a
// backup); else "".
std::string_view container_of(std::string_view path);

// The profile of a browser a path lies in ("Default" of ".../Chrome/Default/History"); "" where there is
// none.
std::string_view folder_behind(std::string_view path, std::string_view folder);

// An address of a person: mail, phone number, or neither, which is a name. What stands around an address is
// left out: quotes, "mailto:", "tel:", "Name <...>", "(smsft)" of Messages, what WhatsApp puts behind a
// number; signs that are not seen; and signs of other scripts that are read as '.' and '@' are those. A name
// stays as it was.
struct Person {
  std::string email{}, phone{}, name{};
};
Person person_of(std::string_view address);

// `like` with this link. An address of mail that was written is its address, instead of the one who wrote it.
LinkMentioned with_link(LinkMentioned like, std::string_view link);

// Each link in a text as LinkMentioned with the other fields of `like`.
void add_links(std::string_view text, const LinkMentioned& like, std::uint64_t at, Sink& out);

}  // namespace waarborg
