// Wireless networks that an iOS device knows, and the access points of each. Since iOS 14
// com.apple.wifi.known-networks.plist has one dictionary for each network, under "wifi.network.ssid.NAME";
// before, com.apple.wifi.plist had a list of them; com.apple.wifi-private-mac-networks.plist lists those that
// were met with an address of the device's own making. The offset is the network's place, counted from 1.
// What joined it and when is the network's, the last time the access point's. Sources: the property lists of
// a public test image of iOS 16, and iLEAPP (abrignoni), which names the keys of both forms.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/wireless.h"

namespace waarborg {
namespace {

constexpr std::size_t most_networks = 100'000, most_points = 100'000;
constexpr std::string_view before_name = "wifi.network.ssid.";

struct Ssid {
  std::string text;
  bool wrong = false;  // something stands there that is no name
};

Ssid name_of(PlistValue network, std::string_view key) {
  Ssid out;
  for (const auto* field : {"SSID", "SSID_STR"}) {
    const auto value = network[field];
    if (value.is(PlistKind::data)) out.text = shown_network_name(value.data());
    if (value.is(PlistKind::text)) out.text = value.text();
    if (!out.text.empty()) return out;
    out.wrong |= !value.is(PlistKind::null) && !value.is(PlistKind::data) && !value.is(PlistKind::text);
  }
  if (key.starts_with(before_name)) out.text = key.substr(before_name.size());
  return out;
}

Time latest(PlistValue in, std::initializer_list<const char*> keys) {
  Time out{};
  for (const auto* key : keys) out = std::max(out, plist_time(in[key]));
  return out;
}

void more(std::string& list, std::string_view what) {
  if (what.empty()) return;
  if (!list.empty()) list += ", ";
  list += what;
}

std::string how_of(PlistValue network) {
  std::string out;
  if (known(plist_time(network["JoinedByUserAt"])) || known(plist_time(network["lastJoined"])))
    more(out, "joined by the user");
  if (known(plist_time(network["JoinedBySystemAt"])) || known(plist_time(network["lastAutoJoined"])))
    more(out, "joined by itself");
  if (const auto reason = network["AddReason"].text(); !reason.empty())
    more(out, "added by " + std::string(reason));
  if (plist_true(network["Hidden"]) || plist_true(network["HIDDEN_NETWORK"])) more(out, "hidden");
  if (plist_true(network["CaptiveProfile"]["CaptiveNetwork"])) more(out, "with a portal");
  return out;
}

std::string_view security_of(PlistValue network) {
  if (const auto named = network["SupportedSecurityTypes"].text(); !named.empty()) return named;
  if (network["RSN_IE"].is(PlistKind::dict)) return "WPA2 or newer";
  return network["WPA_IE"].is(PlistKind::dict) ? "WPA" : "";
}

class Networks {
 public:
  explicit Networks(Sink& out) : out_(out) {}

  void one(PlistValue network, std::string_view key, std::string_view list, std::uint64_t row) {
    row_ = row;
    if (!network.is(PlistKind::dict)) return strays_.one(row);
    const auto name = name_of(network, key);
    if (name.wrong) strays_.one(row);
    auto how = how_of(network);
    more(how, list);
    base_ = {
        .name = name.text,
        .security = security_of(network),
        .how = how,
        .added = latest(network, {"AddedAt", "addedAt"}),
        .joined = latest(network, {"JoinedByUserAt", "JoinedBySystemAt", "lastJoined", "lastAutoJoined"}),
        .app_id = {network["BundleID"].text()}};
    met_.clear();
    const auto specific = network["__OSSpecific__"];
    points(network["BSSList"]);
    points(network["networkKnownBSSListKey"]);
    // The one it was on last, which the lists may lack.
    const auto last =
        latest(network, {"LastDiscoveredAt", "UpdatedAt", "lastUpdated", "lastJoined", "lastAutoJoined"});
    for (const auto& here : {specific, network}) point(here, last);
    // Those that were only heard.
    points(specific["BEACON_PROBE_INFO_PER_BSSID_LIST"]);
    portal(network["CaptiveProfile"]);
    if (!met_.empty()) return;
    if (name.text.empty()) return strays_.one(row);
    auto alone = base_;
    alone.last = last;
    add_bounded(alone, row, out_);
  }

  void stray(std::uint64_t row) { strays_.one(row); }
  void tell() const { strays_.tell("entr(ies) of known networks were not understood", out_); }

 private:
  void points(PlistValue list) {
    if (list.is(PlistKind::null)) return;
    if (!list.is(PlistKind::array)) return strays_.one(row_);
    if (list.size() > most_points)
      out_.problem(Fault::too_big, "more access points of a network than are read", row_);
    for (std::size_t i = 0; i < std::min(list.size(), most_points); ++i) {
      const auto one = list[i];
      if (!one.is(PlistKind::dict) || one["BSSID"].is(PlistKind::null))
        strays_.one(row_);
      else
        point(one, latest(one, {"LastAssociatedAt", "lastRoamed"}));
    }
  }

  void point(PlistValue one, Time last) {
    const auto written = one["BSSID"];
    if (written.is(PlistKind::null)) return;
    const auto address = written.text();
    if (!is_bssid(address)) strays_.one(row_);
    if (address.empty() || !met_.insert(lower(address)).second) return;
    auto told = base_;
    told.bssid = {address};
    told.last = last;
    for (const auto* key : {"Channel", "CHANNEL"})
      if (const auto channel = one[key].integer(-1); channel >= 0) told.channel = channel;
    add_bounded(told, row_, out_);
  }

  // Whatever it names: where the user was sent to log in, what was asked for the state.
  void portal(PlistValue profile) {
    if (!profile.is(PlistKind::null) && !profile.is(PlistKind::dict)) return strays_.one(row_);
    for (std::size_t i = 0; i < profile.size(); ++i) {
      const auto url = profile[i].text();
      if (!url.starts_with("http://") && !url.starts_with("https://")) continue;
      const auto where = "portal of a wireless network: " + std::string(profile.key(i).text());
      add_bounded(LinkMentioned{.url = {url},
                                .where = where,
                                .when = plist_time(profile["CaptiveWebSheetLoginDate"]),
                                .row = static_cast<std::int64_t>(row_)},
                  row_, out_);
    }
  }

  Sink& out_;
  NetworkKnown base_;
  std::set<std::string> met_;
  Strays strays_;
  std::uint64_t row_ = 0;
};

constexpr std::array<std::array<std::string_view, 2>, 2> lists = {
    {{"List of known networks", ""},
     {"List of scanned networks with private mac", "met with an own address"}}};

// Of newer versions every entry is a network; the older lists stand among settings.
void entries(PlistValue root, bool every, Networks& networks) {
  for (std::size_t i = 0; i < root.size(); ++i) {
    const auto key = root.key(i).text();
    if (every || key.starts_with("wifi.network.")) networks.one(root[i], key, "", i + 1);
  }
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!root.is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  if (root.size() > most_networks) return out.problem(Fault::too_big, "more networks than are read", 0);
  Networks networks(out);
  bool older = false;
  for (const auto& [name, what] : lists) {
    const auto list = root[name];
    if (list.is(PlistKind::null)) continue;
    older = true;
    if (!list.is(PlistKind::array)) networks.stray(0);
    if (list.size() > most_networks)
      out.problem(Fault::too_big, "more networks than are read", most_networks);
    if (list.is(PlistKind::array))
      for (std::size_t i = 0; i < std::min(list.size(), most_networks); ++i)
        networks.one(list[i], "", what, i + 1);
  }
  entries(root, !older && file.path.find("known-networks") != std::string_view::npos, networks);
  networks.tell();
}

}  // namespace

Reader ios_known_networks() {
  return {.about = "Wireless networks that an iOS device knows, and their access points.",
          .probe = "ios.known-networks",
          .paths = device_paths({"preferences/com.apple.wifi.known-networks.plist",
                                 "preferences/SystemConfiguration/com.apple.wifi.known-networks.plist",
                                 "preferences/SystemConfiguration/com.apple.wifi.plist",
                                 "preferences/SystemConfiguration/com.apple.wifi-networks.plist*",
                                 "preferences/com.apple.wifi-networks.plist*",
                                 "preferences/SystemConfiguration/com.apple.wifi-private-mac-networks.plist",
                                 "preferences/com.apple.wifi-private-mac-networks.plist"},
                                {"**/WiFi/com.apple.wifi.known-networks.plist",
                                 "**/WiFi/com.apple.wifi.plist", "**/WiFi/com.apple.wifi-networks.plist*",
                                 "**/WiFi/com.apple.wifi-private-mac-networks.plist"}),
          .emits = {NetworkKnown::kind, LinkMentioned::kind},
          .read = read};
}

}  // namespace waarborg
