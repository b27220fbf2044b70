#include "fetch/address.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest = 4096;

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.front() == '-') return false;
  return std::ranges::all_of(
      host, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != '\\' && c != '#'; });
}

std::uint16_t usual_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

// "a/../b" is left to the server; only the path's last component is replaced.
std::string folder_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  return std::string(target.substr(0, target.rfind('/') + 1));
}

}  // namespace

std::string WebAddress::text() const {
  const auto number = port == usual_port(scheme) ? std::string() : fmt::format(":{}", port);
  return scheme + "://" + host + number + target;
}

Result<WebAddress> parse_address(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return fail(Fault::malformed, fmt::format("\"{}\" {}", printable(shorten(text, 120)), why));
  };
  if (text.size() > longest) return bad("is longer than any address should be");
  if (!is_plain(text)) return bad("holds a blank, a '#' or another character that an address may not have");
  const auto mark = text.find("://");
  if (mark == std::string_view::npos) return bad("is no address: write https://host/path");
  WebAddress url;
  url.scheme = lower(text.substr(0, mark));
  if (url.scheme != "https" && url.scheme != "http") return bad("is neither https nor http");
  auto rest = text.substr(mark + 3);
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  auto host = rest.substr(0, end);
  rest.remove_prefix(end);
  if (host.find('@') != std::string_view::npos)
    return bad("holds a user name or password: feeds that need one are fetched by hand");
  url.port = usual_port(url.scheme);
  if (const auto colon = host.find(':'); colon != std::string_view::npos) {
    const auto digits = host.substr(colon + 1);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || stop != digits.data() + digits.size() || url.port == 0)
      return bad("has no valid port");
    host = host.substr(0, colon);
  }
  url.host = lower(host);
  if (!is_host(url.host)) return bad("has no valid host name");
  url.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  return url;
}

Result<WebAddress> follow(const WebAddress& from, std::string_view location) {
  location = trim(location);
  location = location.substr(0, location.find('#'));  // a fragment is for browsers
  if (location.empty()) return fail(Fault::malformed, "the server redirects to nowhere");
  const auto scheme = std::min(location.find(':'), location.size());
  if (scheme < location.find_first_of("/?")) return parse_address(location);
  if (location.starts_with("//")) return parse_address(from.scheme + ":" + std::string(location));
  auto next = from;
  next.target.clear();
  const auto base = next.text();  // scheme, host and port alone
  if (location.starts_with('/')) return parse_address(base + std::string(location));
  if (location.starts_with('?'))
    return parse_address(base + from.target.substr(0, from.target.find('?')) + std::string(location));
  return parse_address(base + folder_of(from.target) + std::string(location));
}

bool is_loopback(const WebAddress& url) {
  if (url.host == "localhost") return true;
  const auto parts = split(url.host, '.');
  return parts.size() == 4 && parts[0] == "127" && std::ranges::all_of(parts, [](std::string_view part) {
           unsigned value = 256;
           const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
           return error == std::errc() && stop == part.data() + part.size() && value < 256;
         });
}

}  // namespace waarborg
