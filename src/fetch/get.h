// get() fetches one file over https, when a person asked for it; nothing else in this program opens a
// connection to the network for content. What a server can do is bounded: its certificate must be valid for
// its name, redirects lead to https and are few, bytes and time are limited, an answer whose end cannot be
// known is refused, cookies and compression are not spoken. Each transfer runs in a process of its own that
// holds no more than a limit and is ended when its time is up. RFC 9110, RFC 9112.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace waarborg {

struct GetOptions {
  std::string ca_file;                  // only these authorities are trusted; "": those of the system
  bool plain_loopback = false;          // http is allowed, on this machine only
  bool proxy_from_environment = false;  // HTTPS_PROXY and NO_PROXY count
  std::uint64_t most_bytes = 256u << 20;
  std::chrono::seconds most_time{300};  // all redirects together
  unsigned redirects = 3;
};

struct Got {
  std::string bytes;
  std::string url;  // where it came from in the end
};

// An Error says what to do about it.
Result<Got> get(const std::string& url, const GetOptions& options);

}  // namespace waarborg
