// Sites that WebKit saw load or redirect to each other (full_browsing_session_resourceLog.plist), also where
// the history has nothing of them. One observation a site, and one for each that it was met with. The offset
// is the entry's place, counted from 1.
#include <array>

#include "readers/ios_files.h"

namespace waarborg {
namespace {

// The app whose container it lies in, where the path says it: Containers/Data/Application/ID/Library/….
std::string_view app_of(std::string_view path) {
  constexpr std::string_view before = "/Data/Application/";
  const auto at = path.find(before);
  if (at == std::string_view::npos) return {};
  const auto id = path.substr(at + before.size());
  const auto name = id.substr(0, id.find('/'));
  return name.find('.') == std::string_view::npos ? std::string_view() : name;  // a UUID has no dot
}

// A registrable domain, or in older versions an origin with its scheme.
ConnectionMade site(std::string_view text, std::string_view how) {
  ConnectionMade out;
  if (text.find("://") != std::string_view::npos)
    out.url = {text};
  else
    out.name = {text};
  out.how = how;
  return out;
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto list = plist->root()["browsingStatistics"];
  if (!plist->root().is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  const auto app = app_of(file.path);
  constexpr std::array<std::array<std::string_view, 2>, 8> kept = {
      {{"topFrameUniqueRedirectsFrom", "redirect from"},
       {"topFrameUniqueRedirectsTo", "redirect to"},
       {"subresourceUniqueRedirectsFrom", "resource redirect from"},
       {"subresourceUniqueRedirectsTo", "resource redirect to"},
       {"subframeUnderTopFrameOrigins", "frame within"},
       {"subframeUnderTopFrameDomains", "frame within"},
       {"subresourceUnderTopFrameOrigins", "resource of"},
       {"subresourceUnderTopFrameDomains", "resource of"}}};
  Strays strays;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto entry = list[i];
    const auto add = [&](std::string_view name, std::string_view how) {
      if (name.empty()) return strays.one(i + 1);
      auto told = site(name, how);
      told.app_id = {app};
      told.when = plist_time(entry["lastSeen"]);
      // Since 1970 here, whatever the other times of a property list count from.
      if (entry["lastSeen"].is(PlistKind::real) || entry["lastSeen"].is(PlistKind::integer)) {
        const auto seconds = entry["lastSeen"].real();
        told.when = seconds > 0 && seconds < 253'402'300'799.0
                        ? from_microseconds(static_cast<std::int64_t>(seconds * 1e6))
                        : Time{};
      }
      add_bounded(told, i + 1, out);
    };
    auto own = entry["PrevalentResourceOrigin"].text();
    if (own.empty()) own = entry["registrableDomain"].text();
    add(own, plist_true(entry["hadUserInteraction"]) ? "loaded, used by the person" : "loaded");
    for (const auto& [key, how] : kept) {
      const auto met = entry[key];
      const bool dict = met.is(PlistKind::dict);
      for (std::size_t k = 0; k < met.size(); ++k) {
        auto name = dict ? met.key(k).text() : met[k].text();
        if (name.empty() && met[k].is(PlistKind::dict)) {
          name = met[k]["origin"].text();
          if (name.empty()) name = met[k]["domain"].text();
        }
        add(name, how);
      }
    }
  }
  strays.tell("entr(ies) name no site", out);
}

}  // namespace

Reader webkit_session_log() {
  constexpr std::string_view log =
      "/Library/WebKit/WebsiteData/ResourceLoadStatistics/full_browsing_session_resourceLog.plist";
  Reader reader = {.about = "Sites that WebKit saw load in an app of iOS.",
                   .probe = "ios.webkit",
                   .emits = {ConnectionMade::kind},
                   .read = read};
  for (const auto* place : {"mobile/Containers/Data/Application/*", "mobile",
                            "mobile/Containers/Data/Application/*/SystemData/com.apple.SafariViewService"})
    for (const auto path : device_paths({std::string(place) + std::string(log)}))
      reader.paths.push_back(path);
  return reader;
}

}  // namespace waarborg
