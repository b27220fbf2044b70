// Folding of what stands on networks: addresses, names and URLs.
#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_name = 253, longest_label = 63;
constexpr std::size_t longest_unicode_name = 1024;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_alpha(char c) {
  return lowered(c) >= 'a' && lowered(c) <= 'z';
}
bool is_hex(char c) {
  return is_digit(c) || (lowered(c) >= 'a' && lowered(c) <= 'f');
}
int hex_value(char c) {
  return is_digit(c) ? c - '0' : lowered(c) - 'a' + 10;
}
bool is_unreserved(char c) {
  return is_digit(c) || is_alpha(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool escape_at(std::string_view s, std::size_t i) {
  return s[i] == '%' && s.size() - i > 2 && is_hex(s[i + 1]) && is_hex(s[i + 2]);
}

void append_escaped(unsigned char byte, std::string& out) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// %41 is A, %c3 is %C3, and a raw byte above ASCII is its escape.
void append_normal(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    const bool escaped = escape_at(text, i);
    if (escaped) {
      byte = static_cast<unsigned char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    }
    const auto c = static_cast<char>(byte);
    if (is_unreserved(c) || (!escaped && byte > 0x20 && byte < 0x7F))
      out += c;
    else
      append_escaped(byte, out);
  }
}

bool is_special(std::string_view scheme) {
  return scheme == "http:" || scheme == "https:" || scheme == "ftp:" || scheme == "ws:" || scheme == "wss:";
}

std::string_view default_port(std::string_view scheme) {
  if (scheme == "http:" || scheme == "ws:") return "80";
  if (scheme == "https:" || scheme == "wss:") return "443";
  return scheme == "ftp:" ? "21" : "";
}

// What each byte is in a folded name; NUL: it stands in none.
constexpr std::array<char, 256> in_names = [] {
  std::array<char, 256> out{};
  for (unsigned byte = 1; byte < 128; ++byte) {
    const auto c = static_cast<char>(byte);
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if ((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')
      out[byte] = low;
  }
  return out;
}();

// Takes "scheme:" off the front of `text` and gives its length; 0 when there is none. "host:80" has none.
std::size_t take_scheme(std::string_view& text, std::string& out) {
  const auto colon = text.find_first_of(":/\\?#");
  if (colon == std::string_view::npos || text[colon] != ':' || colon == 0 || !is_alpha(text[0])) return 0;
  const auto name = text.substr(0, colon);
  const bool valid = std::all_of(name.begin(), name.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  if (!valid) return 0;
  for (const char c : name) out += lowered(c);
  out += ':';
  const bool slashes = text.substr(colon + 1).starts_with("//");
  if (!slashes && !is_special(out) && colon + 1 < text.size() && is_digit(text[colon + 1])) {
    out.clear();
    return 0;
  }
  text.remove_prefix(colon + 1);
  return colon + 1;
}

bool append_host(std::string_view host, UrlKey& out) {
  thread_local std::string decoded, folded;
  decoded.clear();
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (escape_at(host, i)) {
      decoded += static_cast<char>(hex_value(host[i + 1]) * 16 + hex_value(host[i + 2]));
      i += 2;
    } else {
      decoded += host[i];
    }
  }
  out.host_is_ip = parse_ip(decoded, out.address);
  if (out.host_is_ip) {
    char text[INET6_ADDRSTRLEN] = {};
    const bool v4 = out.address.v4;
    inet_ntop(v4 ? AF_INET : AF_INET6, out.address.bytes.data() + (v4 ? 12 : 0), text, sizeof text);
    if (!v4) out.text += '[';
    out.host = out.text.size();
    out.text += text;
    out.host_end = out.text.size();
    if (!v4) out.text += ']';
    return true;
  }
  if (!fold_domain(decoded, folded)) return false;
  out.host = out.text.size();
  out.text += folded;
  out.host_end = out.text.size();
  return true;
}

void append_path(std::string_view path, bool backslash, UrlKey& out) {
  const auto start = out.text.size();
  while (!path.empty()) {
    path.remove_prefix(1);  // the separator
    const auto end = std::min(path.find_first_of(backslash ? "/\\" : "/"), path.size());
    const auto before = out.text.size();
    out.text += '/';
    append_normal(path.substr(0, end), out.text);
    path.remove_prefix(end);
    const auto part = std::string_view(out.text).substr(before + 1);
    if (part == "." || part == "..") {
      const bool up = part == "..";
      out.text.resize(before);
      if (up && before > start) out.text.resize(std::max(start, out.text.rfind('/')));
    }
  }
  while (out.text.size() > start && out.text.back() == '/') out.text.pop_back();
}

}  // namespace

bool fold_domain(std::string_view text, std::string& out) {
  out.clear();
  if (text.empty() || text.size() > longest_unicode_name) return false;
  out.assign(text);
  const bool ascii =
      std::all_of(out.begin(), out.end(), [](char c) { return static_cast<signed char>(c) > 0; });
  if (!ascii) {
    if (out.find('\0') != std::string::npos) return false;
    char* labels = nullptr;
    if (idn2_to_ascii_8z(out.c_str(), &labels, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
      return false;
    out.assign(labels);
    idn2_free(labels);
  }
  if (out.ends_with('.')) out.pop_back();
  if (out.empty() || out.size() > longest_name) return false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char c = in_names[static_cast<unsigned char>(out[i])];
    if (c == '\0') return false;
    out[i] = c;
    if (c != '.') continue;
    if (i == begin || i - begin > longest_label) return false;
    begin = i + 1;
  }
  return begin != out.size() && out.size() - begin <= longest_label;
}

bool parse_ip(std::string_view text, IpAddress& out) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const bool v6 = text.find(':') != std::string_view::npos;
  if (!v6 && (text.empty() || !is_digit(text.front()))) return false;
  if (v6) text = text.substr(0, text.find('%'));  // the zone names an interface, not an address
  char terminated[INET6_ADDRSTRLEN] = {};
  if (text.empty() || text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos)
    return false;
  std::memcpy(terminated, text.data(), text.size());
  constexpr std::array<char, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xFF', '\xFF'};
  std::memcpy(out.bytes.data(), mapped.data(), mapped.size());
  if (inet_pton(v6 ? AF_INET6 : AF_INET, terminated, out.bytes.data() + (v6 ? 0 : 12)) != 1) return false;
  out.v4 = std::equal(mapped.begin(), mapped.end(), out.bytes.begin());
  return true;
}

bool parse_ip_range(std::string_view text, IpAddress& out, unsigned& prefix) {
  const auto slash = text.find('/');
  if (!parse_ip(text.substr(0, slash), out)) return false;
  prefix = 128;
  if (slash == std::string_view::npos) return true;
  const auto digits = text.substr(slash + 1);
  if (digits.empty() || digits.size() > 3 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return false;
  prefix = 0;
  for (const char c : digits) prefix = prefix * 10 + static_cast<unsigned>(c - '0');
  if (text.substr(0, slash).find(':') == std::string_view::npos) prefix += 96;
  return prefix <= 128;
}

IpAddress masked(const IpAddress& address, unsigned prefix) {
  IpAddress out = address;
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned keep = prefix > i * 8 ? std::min(8u, prefix - i * 8) : 0;
    const auto byte = static_cast<unsigned char>(out.bytes[i]);
    out.bytes[i] = static_cast<char>(byte & static_cast<unsigned char>(0xFF00u >> keep));
  }
  return out;
}

bool fold_url(std::string_view text, UrlKey& out) {
  out.text.clear();
  out.scheme = out.host = out.host_end = 0;
  out.host_is_ip = false;
  text = trim(text);
  if (text.empty()) return false;
  out.scheme = take_scheme(text, out.text);
  const bool special = out.scheme == 0 || is_special(out.text);
  if (out.scheme != 0 && !special && !text.starts_with("//")) {  // mailto:, tel:, data: have no host
    append_normal(text, out.text);
    return true;
  }
  if (special)
    text.remove_prefix(std::min(text.find_first_not_of("/\\"), text.size()));
  else
    text.remove_prefix(2);
  out.text += "//";
  const auto end = std::min(text.find_first_of(special ? "/\\?#" : "/?#"), text.size());
  auto authority = text.substr(0, end);
  text.remove_prefix(end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto host = authority.substr(0, colon);
  const auto port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
  if (!std::all_of(port.begin(), port.end(), is_digit)) return false;
  const auto scheme = out.text.substr(0, out.scheme);  // at most a few bytes: no allocation
  if (host.empty() ? special : !append_host(host, out)) return false;
  // Without a scheme anything could look like a URL: ask for a dot or an address.
  if (out.scheme == 0 && !out.host_is_ip && out.text.find('.') == std::string::npos) return false;
  if (!port.empty() && port != default_port(scheme)) {
    out.text += ':';
    out.text += port;
  }
  text = text.substr(0, text.find('#'));
  const auto query = std::min(text.find('?'), text.size());
  append_path(text.substr(0, query), special, out);
  append_normal(text.substr(query), out.text);
  return true;
}

}  // namespace waarborg
