#include "formats/link_targets.h"

#include <string>

#include "base/text.h"
#include "formats/link_characters.h"

namespace waarborg {
namespace {

using Found = std::function<void(std::string_view)>;

constexpr unsigned most_decoded = 4;
constexpr std::size_t most_whole = 64;  // nested addresses that are given to their end; others to the next

// What was decoded may go on behind the address.
std::string_view to_its_end(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += link::length_at(text, at))
    if (link::end_at(text, at) != 0) return text.substr(0, at);
  return text;
}

// The value of a parameter that is an address without a scheme.
void bare_value(std::string_view parameter, const Found& found) {
  const auto equals = parameter.find('=');
  if (equals == std::string_view::npos) return;
  auto value = parameter.substr(equals + 1);
  const auto slashes = std::min(value.find_first_not_of("/\\"), value.size());
  if (slashes == 1) return;  // a path of the same site
  value = to_its_end(value.substr(slashes));
  std::size_t end = 0;
  while (end < value.size() && link::in_name(value[end])) ++end;
  const bool goes_on = end < value.size();
  if (goes_on && std::string_view("/?#:\\").find(value[end]) == std::string_view::npos) return;
  const auto name = value.substr(0, end);
  if (link::is_host(name) || (link::is_ipv4(name) && (goes_on || slashes != 0))) found(value);
}

// `text` has no '&' that parts parameters unless it was decoded.
void search(std::string_view text, unsigned left, const Found& found) {
  const auto stretch = [&](std::string_view part) {
    for (const auto parameter : split(part, '&')) bare_value(parameter, found);
    if (left == 0 || part.find('%') == std::string_view::npos) return;
    const auto plain = percent_decoded(part);
    if (plain != part) search(plain, left - 1, found);
  };
  std::size_t from = 0, count = 0;
  for (auto at = link::find_web(text, 0); at != std::string_view::npos; ++count) {
    stretch(text.substr(from, at - from));
    from = text.find("://", at) + 3;
    const auto next = link::find_web(text, from);
    found(to_its_end(count < most_whole ? text.substr(at) : text.substr(at, next - at)));
    at = next;
  }
  stretch(text.substr(from));
}

}  // namespace

void each_link_target(std::string_view rest, const Found& found) {
  if (rest.find_first_of("=%:") == std::string_view::npos) return;
  for (const auto part : split(rest, '&')) search(part, most_decoded, found);
}

}  // namespace waarborg
