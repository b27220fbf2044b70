#include "readers/message_links.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {

std::vector<std::string> message_links(std::string_view text) {
  constexpr std::size_t longest = 16 * 1024, most = 10'000;
  std::vector<std::string> out;
  const auto folded = lower(text);
  for (std::size_t at = 0; at < text.size() && out.size() < most;) {
    const auto found =
        std::min({folded.find("http://", at), folded.find("https://", at), folded.find("www.", at)});
    if (found == std::string::npos) break;
    auto end = found;
    while (end < text.size() && static_cast<unsigned char>(text[end]) > 0x20 &&
           std::string_view("<>\"").find(text[end]) == std::string_view::npos)
      ++end;
    at = std::max(end, found + 4);
    auto link = text.substr(found, std::min(end - found, longest));
    while (!link.empty() && std::string_view(".,;:!?)]}'*").find(link.back()) != std::string_view::npos)
      link.remove_suffix(1);
    std::string one(link);
    if (link.size() > 8 && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace waarborg
