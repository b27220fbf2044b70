// Sites that stored something through WebKit, by the names that it gives their files and folders:
// WebsiteData/IndexedDB/https_www.example.org_0, LocalStorage/https_www.example.org_0.localstorage, also
// below SystemData of apps that show pages by SafariViewService. Signs that a name of a file cannot have are
// written as %XX. Format: databaseIdentifier of SecurityOriginData and encodeForFileName of WebKit (seen
// 2026-11). Newer versions give folders a digest for a name: webkit_origins.cpp.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept = 1'000'000;

// "https_www.example.org_8443" as "https://www.example.org:8443/"; "" when it is no site.
std::string site_of(std::string_view name) {
  if (!name.starts_with("http_") && !name.starts_with("https_")) return {};
  const auto behind = name.find('_') + 1, last = name.rfind('_');
  if (last <= behind) return {};
  auto port = name.substr(last + 1);
  port = port.substr(0, port.find('.'));  // ".localstorage-wal"
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos) return {};
  const auto host = to_utf8(percent_decoded(name.substr(behind, last - behind)));
  return std::string(name.substr(0, behind - 1)) + "://" + host +
         (port == "0" ? "" : ":" + std::string(port)) + "/";
}

void read(const File& file, Sink& out) {
  std::set<std::string> told;
  for (std::size_t row = 0; row < file.names.size(); ++row) {
    const auto& path = file.names[row].path;
    const auto site = site_of(last_part(path));
    if (site.empty()) continue;
    const auto app = container_of(path);
    const auto store = path.substr(0, path.rfind('/'));
    // A store has several files: the database, its log.
    if (told.size() < most_kept && !told.insert(store + "\n" + site).second) continue;
    add_bounded(
        PageVisit{.url = {site}, .how = "storage", .app_id = {app}, .row = static_cast<std::int64_t>(row)},
        row, out);
  }
}

// In each place where an app may have it: what lies below of sites.
std::vector<std::string_view> places() {
  constexpr std::string_view bases[] = {
      "mobile/Containers/Data/Application/*/Library/WebKit/WebsiteData/",
      "mobile/Containers/Data/Application/*/Library/WebKit/*/WebsiteData/",
      "mobile/Containers/Data/Application/*/SystemData/*/Library/WebKit/WebsiteData/",
      "mobile/Containers/Data/PluginKitPlugin/*/Library/WebKit/WebsiteData/",
      "mobile/Library/WebKit/WebsiteData/",
      "mobile/Library/WebKit/*/WebsiteData/"};
  constexpr std::string_view stores[] = {"IndexedDB/*",      "IndexedDB/v0/*", "IndexedDB/v1/*",
                                         "IndexedDB/v1/*/*", "LocalStorage/*", "WebSQL/*",
                                         "MediaKeys/*"};
  std::vector<std::string_view> out;
  for (const auto base : bases)
    for (const auto store : stores)
      for (const auto path : device_paths({kept_pattern(std::string(base) + std::string(store))}))
        if (std::ranges::find(out, path) == out.end()) out.push_back(path);
  return out;
}

}  // namespace

Reader webkit_storage() {
  return {.about = "Sites that stored data on an iOS device through WebKit, by the names of their folders.",
          .probe = "ios.webkit-storage",
          .paths = places(),
          .emits = {PageVisit::kind},
          .shape = Shape::names,
          .read = read};
}

}  // namespace waarborg
