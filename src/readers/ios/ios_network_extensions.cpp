// VPNs, content filters, DNS proxies and relays that are set up on an iOS device
// (com.apple.networkextension.plist), whoever set them up: a keyed archive with one NEConfiguration for each,
// under its UUID. The offset is the configuration's place, counted from 1.
#include <array>

#include "readers/ios_profile_parts.h"

namespace waarborg {
namespace {

constexpr std::size_t most_configurations = 10'000;

constexpr std::array<std::array<std::string_view, 2>, 8> sections = {{{"VPN", "vpn"},
                                                                      {"AlwaysOnVPN", "vpn"},
                                                                      {"AppVPN", "vpn"},
                                                                      {"ContentFilter", "content-filter"},
                                                                      {"URLFilter", "content-filter"},
                                                                      {"DNSProxy", "dns"},
                                                                      {"DNSSettings", "dns"},
                                                                      {"Relay", "relay"}}};

std::string_view state_of(const Archived& section) {
  for (const auto* key : {"Enabled", "enabled"})
    if (const auto value = section[key]; value.is(PlistKind::flag) || value.is(PlistKind::integer))
      return value.flag() || value.integer() != 0 ? "on" : "off";
  return {};
}

bool configuration(const Archived& all, std::uint64_t row, Sink& out) {
  const auto name = all["Name"].text(), app = all["Application"].text();
  bool told = false;
  for (const auto& [key, what] : sections) {
    const auto section = all[key];
    if (!section.is(PlistKind::dict)) continue;
    const NetworkSetting base{.what = what, .name = name, .app_id = {app}, .state = state_of(section)};
    add_bounded(base, row, out);
    told = true;
    for (const auto& one : pointed_at(section, row, out)) {
      auto more = base;
      if (!one.app_id.empty() && one.app_id == app) continue;
      if (!one.app_id.empty()) more.app_id = {one.app_id};
      more.server = {one.server}, more.address = {one.address}, more.url = {one.url};
      add_bounded(more, row, out);
    }
  }
  return told;
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto archive = KeyedArchive::over(*plist);
  if (!archive) return out.problem(archive.error().fault, archive.error().what, archive.error().offset);
  Strays strays;
  const auto top = plist->root()["$top"];
  for (std::size_t i = 0; i < top.size(); ++i) {
    if (i == most_configurations)
      return out.problem(Fault::too_big, "more configurations than are read", i + 1);
    const auto one = archive->top(top.key(i).text());
    // Beside the configurations stand their index and a version.
    const bool told = one.is(PlistKind::dict) && configuration(one, i + 1, out);
    const auto kind = one.class_name();
    if (!told && one.is(PlistKind::dict) && kind != "NEConfiguration" && !kind.starts_with("NS"))
      strays.one(i + 1);
    if (top[i].is(PlistKind::uid) && one.is(PlistKind::null))
      out.problem(Fault::malformed, "names an object that is not there", i + 1);
  }
  strays.tell("object(s) are no configuration", out);
}

}  // namespace

Reader ios_network_extensions() {
  return {.about = "VPNs, filters and DNS settings that are set up on an iOS device.",
          .probe = "ios.network",
          .paths = device_paths({"preferences/com.apple.networkextension.plist"},
                                {"**/logs/Networking/com.apple.networkextension.plist"}),
          .emits = {NetworkSetting::kind},
          .companions = {{"logs/Networking/com.apple.networkextension.plist", "ios.processes"}},
          .read = read};
}

}  // namespace waarborg
