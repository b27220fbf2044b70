#include "readers/logcat_links.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/link_characters.h"
#include "formats/links_in_text.h"

namespace waarborg {
namespace {

// Last parts of names of files, none of which is a top-level domain that anybody can have a name below
// (https://data.iana.org/TLD/tlds-alpha-by-domain.txt; "java" is one of a maker's own). Not here, for they
// are: art, cc, dm, so, zip, properties, ...
constexpr auto file_ends = std::to_array<std::string_view>(
    {"aidl", "apk",  "bin", "cfg", "class", "conf",  "cpp",  "csv", "dat", "db",   "dex",  "gif",  "gz",
     "hal",  "html", "idl", "img", "jar",   "java",  "jpeg", "jpg", "js",  "json", "kt",   "lock", "log",
     "oat",  "odex", "pb",  "pem", "png",   "proto", "rc",   "tmp", "txt", "vdex", "webp", "xml"});

constexpr std::size_t longest_name = 253, longest_label = 63;  // RFC 1035, 2.3.4

// Of a link without a scheme: "evil.example", "evil.example:443", "evil.example/path".
bool may_be_host(std::string_view link) {
  const auto host = link.substr(0, link.find_first_of(":/?#"));
  if (host.size() > longest_name) return false;
  for (const auto label : split(host, '.'))
    if (label.size() > longest_label) return false;
  const auto last = lower(host.substr(host.rfind('.') + 1));
  return std::find(file_ends.begin(), file_ends.end(), last) == file_ends.end();
}

bool is_of_the_system(std::string_view link) {
  // What the system itself calls parts of apps by.
  return link.starts_with("content://") || link.starts_with("file://") ||
         link.starts_with("android.resource://");
}

// "com.example/.Main", "com.example/com.example.Main", "com.example/u0a12": parts of apps and who they run
// as, behind names of packages. Of these the names alone are given.
bool is_part_of_app(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto part = text.substr(slash + 1, text.find_first_of(",;", slash) - slash - 1);
  if (part.empty() || text.substr(0, slash).find(':') != std::string_view::npos) return false;
  if (!std::all_of(part.begin(), part.end(), [](char c) { return link::in_name(c) || c == '$'; }))
    return false;
  const char first = part[part.rfind('.') + 1];  // npos + 1 is 0
  const bool component = part.find('.') != std::string_view::npos && first >= 'A' && first <= 'Z';
  return component || part.starts_with('.') || (part[0] == 'u' && part.size() > 2 && link::is_digit(part[1]));
}

// Names behind the first '/': "Resolver.cache/evil.example" is two names where it has no scheme.
void names_in_path(std::string_view path, std::vector<std::string>& out) {
  for (std::size_t at = 0; at < path.size();) {
    auto end = at;
    while (end < path.size() && link::in_name(path[end])) ++end;
    const auto name = link::without_tail(path.substr(at, end - at));
    if (link::is_host(name) && may_be_host(name)) out.emplace_back(name);
    at = end + 1;
  }
}

bool in_address(char c) {
  return link::is_digit(c) || c == '.' || c == ':' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// "203.0.113.5", "203.0.113.5:443", "2001:db8::5"; "" where it is none. Numbers of versions look like the
// first, and are given.
std::string address_in(std::string_view run) {
  while (!run.empty() && (run.back() == '.' || run.back() == ':') && !run.ends_with("::"))
    run.remove_suffix(1);
  while (!run.empty() && (run.front() == '.' || (run.front() == ':' && !run.starts_with("::"))))
    run.remove_prefix(1);
  if (run.size() < 6 || run.size() > 64) return {};
  const auto colon = run.find(':');
  if (link::is_ipv4(run.substr(0, colon))) {
    const bool port =
        colon != std::string_view::npos &&
        std::all_of(run.begin() + static_cast<std::ptrdiff_t>(colon) + 1, run.end(), link::is_digit);
    return std::string(run.substr(0, port ? run.size() : colon));
  }
  if (std::count(run.begin(), run.end(), ':') < 2) return {};
  in6_addr bytes{};
  const std::string text(run);
  return inet_pton(AF_INET6, text.c_str(), &bytes) == 1 ? '[' + text + ']' : std::string();
}

void addresses(std::string_view text, std::vector<std::string>& out) {
  for (std::size_t at = 0; at < text.size();) {
    if (!in_address(text[at])) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && in_address(text[end])) ++end;
    // A part of a longer word is none, and a link has its host already.
    const bool alone = (at == 0 || !link::in_name(text[at - 1])) &&
                       (end == text.size() || !link::in_name(text[end])) &&
                       !text.substr(0, at).ends_with("://");
    if (alone)
      if (auto address = address_in(text.substr(at, end - at)); !address.empty())
        out.push_back(std::move(address));
    at = end;
  }
}

int digit_of(char c) {
  if (link::is_digit(c)) return c - '0';
  const auto small = static_cast<char>(c | 32);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// The character of `digits` hexadecimal digits at `at`; 0 where it is none of ASCII that is printed.
char character_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return 0;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    const auto digit = digit_of(text[i]);
    if (digit < 0) return 0;
    value = value * 16 + digit;
  }
  return value > ' ' && value < 0x7F ? static_cast<char>(value) : '\0';
}

// A text within a text: "https%3A%2F%2Fevil.example", "\\nevil.example", "https:\\u002F\\u002Fevil.example".
// "" where it is none.
std::string unescaped(std::string_view text) {
  if (text.find('\\') == std::string_view::npos && text.find('%') == std::string_view::npos) return {};
  std::string out;
  bool changed = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    const bool backslash = text[at] == '\\' && next != '\0';
    const char made = text[at] == '%'            ? character_at(text, at + 1, 2)
                      : backslash && next == 'u' ? character_at(text, at + 2, 4)
                      : backslash && next == 'x' ? character_at(text, at + 2, 2)
                      : backslash && next == '/' ? '/'
                      : backslash && (next == 'n' || next == 'r' || next == 't') ? ' '
                                                                                 : '\0';
    out += made == '\0' ? text[at] : made;
    if (made == '\0') continue;
    changed = true;
    at += text[at] == '%' ? 2 : next == 'u' ? 5 : next == 'x' ? 3 : 1;
  }
  return changed ? out : std::string();
}

void find_links(std::string_view text, std::vector<std::string>& out) {
  for (auto& link : links_in_text(text)) {
    const bool bare = link.find("://") == std::string::npos && address_of_mail(link).empty();
    const auto slash = bare ? link.find('/') : std::string::npos;
    if (slash != std::string::npos) names_in_path(link.substr(slash + 1), out);
    if (bare && is_part_of_app(link)) link.resize(slash);
    if (bare ? may_be_host(link) : !is_of_the_system(link)) out.push_back(std::move(link));
  }
  addresses(text, out);
}

}  // namespace

void each_unescaped(std::string_view text, const std::function<void(std::string_view)>& visit) {
  visit(text);
  auto plain = unescaped(text);
  for (int i = 0; i < 2 && !plain.empty(); ++i) {
    visit(plain);
    plain = unescaped(plain);
  }
}

std::vector<std::string> links_in_log(std::string_view text) {
  std::vector<std::string> out;
  each_unescaped(text, [&](std::string_view plain) { find_links(plain, out); });  // twice told is told once
  return out;
}

}  // namespace waarborg
