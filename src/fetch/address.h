// The addresses that feeds are fetched from: https, or http for tests on the same machine. Refused: user-info
// (a password would end up in records), fragments, blanks and control characters, hosts that are not names or
// IPv4 addresses. Follows RFC 3986 as far as these need it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace waarborg {

struct WebAddress {
  std::string scheme, host;  // lower case
  std::uint16_t port = 0;
  std::string target;  // path and query; begins with '/'
  std::string text() const;
};

Result<WebAddress> parse_address(std::string_view text);
// Where a redirect leads: `location` may be absolute, or relative to `from`.
Result<WebAddress> follow(const WebAddress& from, std::string_view location);
bool is_loopback(const WebAddress& url);  // localhost or 127.0.0.0/8, as written: no name is resolved

}  // namespace waarborg
