// Wireless networks that an Android phone saved: WifiConfigStore.xml, one for the phone and one for each user
// (data/misc/wifi, since Android 11 data/misc/apexdata/com.android.wifi and data/misc_ce/USER/…), and the
// networks that apps put forward, WifiConfigStoreNetworkSuggestions.xml. Keys are not told. The offset is the
// network's element. Source: XmlUtil (WifiConfigurationXmlUtil, IpConfigurationXmlUtil,
// NetworkSelectionStatusXmlUtil), WifiConfigStore and NetworkSuggestionStoreData of the platform.
#include <algorithm>
#include <pugixml.hpp>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/reader.h"
#include "readers/wireless.h"

namespace waarborg {
namespace {

constexpr std::uint64_t longest = 16ull << 20;  // its tree takes a multiple of that
constexpr std::size_t most_networks = 100'000;

// <string name="SSID">text</string>, <int name="ProxyPort" value="8080" />, <null name="BSSID" />
std::string_view value_of(const pugi::xml_node& of, std::string_view name) {
  for (const auto& one : of.children()) {
    if (name != one.attribute("name").value()) continue;
    if (const auto value = one.attribute("value")) return value.value();
    return one.text().get();
  }
  return {};
}

class Store {
 public:
  explicit Store(Sink& out) : out_(out) {}

  void networks(const pugi::xml_node& list) {
    for (const auto& one : list.children()) network(one, {}, false);
  }

  void network(const pugi::xml_node& around, std::string_view app, bool suggested) {
    if (count_++ == most_networks) out_.problem(Fault::too_big, "more networks than are read", most_networks);
    if (count_ > most_networks) return;
    const auto at = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(around.offset_debug(), 0));
    if (!around.child("WifiConfiguration")) return strays_.one(at);
    // The platform writes one of each; a second one is told rather than passed over.
    for (const auto& one : around.children("WifiConfiguration"))
      configuration(around, one, app, suggested, at);
  }

  void configuration(const pugi::xml_node& around, const pugi::xml_node& one, std::string_view app,
                     bool suggested, std::uint64_t at) {
    const auto written = value_of(one, "SSID");
    const auto name = android_network_name(written);
    if (name.empty()) return strays_.one(at);
    if (written.starts_with('"') && (written.size() < 2 || !written.ends_with('"'))) strays_.one(at);
    std::string how = suggested ? "put forward by an app" : "saved";
    if (value_of(around.child("NetworkStatus"), "HasEverConnected") == "true") how += ", joined";
    if (value_of(one, "HiddenSSID") == "true") how += ", hidden";
    if (app.empty()) app = value_of(one, "CreatorName");
    NetworkKnown told{.name = name, .security = security(value_of(one, "ConfigKey")), .how = how};
    // "time=09-14 18:02:11.123", without a year
    auto when = value_of(one, "CreationTime");
    if (when.starts_with("time=")) when.remove_prefix(5);
    const auto added = when.empty() ? std::string() : "added " + std::string(when) + " (zone not known)";
    told.when_text = added;
    if (app.find('.') != std::string_view::npos && is_package_name(app)) told.app_id = {app};
    bool any = false;
    for (const auto& value : one.children()) {
      if (std::string_view(value.attribute("name").value()) != "BSSID") continue;
      const std::string_view point = value.text().get();
      if (!point.empty() && point != "any" && !is_bssid(point)) strays_.one(at);
      if (!is_android_bssid(point)) continue;
      told.bssid = {point};
      add_bounded(told, at, out_);
      any = true;
    }
    if (!any) add_bounded(told, at, out_);
    proxy(around.child("IpConfiguration"), name, at);
  }

  void suggestions(const pugi::xml_node& list) {
    for (const auto& of_app : list.children()) {
      const auto at = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(of_app.offset_debug(), 0));
      const auto app = value_of(of_app, "SuggestorPackageName");
      if (!is_package_name(app)) {
        strays_.one(at);
      } else {
        add_bounded(AppRole{.app_id = {app}, .role = "puts wireless networks forward"}, at, out_);
      }
      for (const auto& one : of_app.children("NetworkSuggestion")) network(one, app, true);
    }
  }

  void tell() const { strays_.tell("network(s) were not understood", out_); }

 private:
  // What stands behind the name: "Name"WPA_PSK
  static std::string_view security(std::string_view key) {
    const auto quote = key.rfind('"');
    return quote == std::string_view::npos ? std::string_view() : key.substr(quote + 1);
  }

  void proxy(const pugi::xml_node& ip, std::string_view name, std::uint64_t at) {
    const auto host = value_of(ip, "ProxyHost"), script = value_of(ip, "ProxyPac");
    NetworkSetting told{.what = "proxy", .name = name, .url = {script}, .state = "on"};
    if (host.empty() && script.empty()) return;
    if (host.find_first_not_of("0123456789.") == std::string_view::npos ||
        host.find(':') != std::string_view::npos)
      told.address = {host};
    else
      told.server = {host};
    add_bounded(told, at, out_);
  }

  Sink& out_;
  Strays strays_;
  std::size_t count_ = 0;
};

void read(const File& file, Sink& out) {
  if (file.bytes.empty()) return out.problem(Fault::truncated, "nothing in it", 0);
  if (file.bytes.size() > longest) return out.problem(Fault::too_big, "is longer than 16 MiB", 0);
  pugi::xml_document document;
  const auto parsed = document.load_buffer(file.bytes.data(), file.bytes.size(),
                                           pugi::parse_minimal | pugi::parse_escapes | pugi::parse_eol);
  // What stands before the damage is read.
  if (!parsed)
    out.problem(Fault::malformed, std::string("is no whole XML: ") + parsed.description(),
                static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)));
  Store store(out);
  bool store_seen = false, any = false;
  for (const auto& root : document.children("WifiConfigStoreData")) {
    store_seen = true;
    for (const auto& list : root.children("NetworkList")) any = true, store.networks(list);
    for (const auto& list : root.children("NetworkSuggestionMap")) any = true, store.suggestions(list);
  }
  if (!store_seen && parsed) return out.problem(Fault::malformed, "is no store of wireless networks", 0);
  // The platform writes the list also where it is empty.
  if (!any && parsed) out.problem(Fault::malformed, "no list of wireless networks is in it", 0);
  store.tell();
}

}  // namespace

Reader android_wifi_store() {
  return {.about = "Wireless networks that an Android phone saved.",
          .probe = "android.known-networks",
          .paths = {"**/misc/wifi/WifiConfigStore.xml", "**/apexdata/com.android.wifi/WifiConfigStore.xml",
                    "**/misc_ce/*/wifi/WifiConfigStore.xml",
                    "**/misc_ce/*/wifi/WifiConfigStoreNetworkSuggestions.xml",
                    "**/apexdata/com.android.wifi/WifiConfigStoreNetworkSuggestions.xml"},
          .emits = {NetworkKnown::kind, NetworkSetting::kind, AppRole::kind},
          .read = read};
}

}  // namespace waarborg
