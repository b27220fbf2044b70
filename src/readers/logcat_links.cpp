#include "readers/logcat_links.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/links_in_text.h"

namespace waarborg {
namespace {

// First parts of names of packages, classes and properties, with no host of that name.
constexpr auto first_parts = std::to_array<std::string_view>(
    {"android", "androidx", "com",    "dalvik",  "debug",   "de",  "gsm",    "init", "io",
     "java",    "javax",    "kotlin", "kotlinx", "libcore", "log", "me",     "net",  "nl",
     "org",     "persist",  "ro",     "service", "sun",     "sys", "vendor", "wifi"});
// Last parts of names of files and of methods.
constexpr auto last_parts = std::to_array<std::string_view>(
    {"apk",  "art",  "bin", "cc",    "cfg",  "class", "conf", "cpp",  "dat",  "db",   "dex", "gz",
     "hal",  "html", "idl", "jar",   "java", "jpg",   "js",   "json", "kt",   "log",  "mp4", "oat",
     "odex", "pb",   "png", "proto", "rc",   "so",    "tmp",  "txt",  "vdex", "webp", "xml", "zip"});

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Of a link without a scheme: "evil.example", "evil.example:443", "evil.example/path".
bool may_be_host(std::string_view link) {
  const auto host = link.substr(0, link.find_first_of(":/?#"));
  const bool more = host.size() != link.size();
  const auto first = host.substr(0, host.find('.')), last = host.substr(host.rfind('.') + 1);
  if (is_one_of(first_parts, first)) return false;
  if (is_one_of(last_parts, last)) return false;
  if (more) return true;
  // Classes and their methods have capitals, names of hosts in logs hardly ever.
  return std::none_of(host.begin(), host.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

}  // namespace

std::vector<std::string> links_in_log(std::string_view text) {
  auto links = links_in_text(text);
  std::erase_if(links, [](const std::string& link) {
    // What the system itself calls parts of apps by.
    if (link.starts_with("content://") || link.starts_with("file://") ||
        link.starts_with("android.resource://"))
      return true;
    return link.find("://") == std::string::npos && address_of_mail(link).empty() && !may_be_host(link);
  });
  return links;
}

}  // namespace waarborg
