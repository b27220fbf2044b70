// Folding gives one form to values that mean the same, so that equality of bytes is equality of meaning.
// Indicators and values go through the same functions. All of them overwrite `out` and return false for what
// is no value of that type: nothing can meet it. None allocates once `out` has grown, except for names that
// are not ASCII.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "observations/types.h"

namespace waarborg {

// The plain types: path, package, vendor, signer, certificate, service, process, hash, email, phone, app_id,
// registry_key, device_id, as_number, profile_id, mac_address. domain, url, ip, purl and cpe have functions
// of their own below.
bool fold(Type type, std::string_view text, std::string& out);

// A-labels (IDNA 2008, non-transitional), lower case, no dot at the end; labels of 1 to 63, 253 in all.
bool fold_domain(std::string_view text, std::string& out);

// 16 bytes; IPv4 lies in ::ffff:0:0/96, so that the mapped form is the same address.
struct IpAddress {
  std::array<char, 16> bytes{};
  bool v4 = false;
  std::string_view key() const { return {bytes.data(), bytes.size()}; }
};
bool parse_ip(std::string_view text, IpAddress& out);
// "192.0.2.0/24", "2001:db8::/32", or an address alone (prefix 128). `prefix` counts in 128 bits: /24 is 120.
bool parse_ip_range(std::string_view text, IpAddress& out, unsigned& prefix);
IpAddress masked(const IpAddress& address, unsigned prefix);

// scheme://host:port/path?query: scheme and host folded, without user-info, default port, fragment, dot
// segments and the last '/'; percent-escapes as RFC 3986 §6.2.2 has them; '\' as browsers read it. Without a
// scheme: "//host/…".
struct UrlKey {
  std::string text;
  std::size_t scheme = 0;              // length of "https:"
  std::size_t host = 0, host_end = 0;  // within text, without brackets
  bool host_is_ip = false;
  IpAddress address;
};
bool fold_url(std::string_view text, UrlKey& out);

// pkg:type/namespace/name, then "@version" and "?qualifiers#subpath" where there are any.
struct PurlKey {
  std::string name, version, qualifiers;
};
bool fold_purl(std::string_view text, PurlKey& out);

// part, vendor, product, version of CPE 2.2 and 2.3, lower case, without escapes; "" stands for any.
using CpeKey = std::array<std::string, 4>;
bool fold_cpe(std::string_view text, CpeKey& out);

}  // namespace waarborg
