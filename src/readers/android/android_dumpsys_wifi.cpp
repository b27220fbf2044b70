// Wireless networks that an Android phone knows, from the service wifi of a bug report: the saved ones, the
// one it was on, its last attempts to join one, and the networks that apps put forward; the proxy that a
// network sets. Times are those of the phone, without a year. Source: the dump methods of WifiConfigManager,
// WifiNetworkSuggestionsManager and WifiMetrics (ConnectionEvent) of the platform, and toString of
// WifiConfiguration, WifiInfo, WifiNetworkSuggestion, IpConfiguration and ProxyInfo.
#include <charconv>
#include <unordered_set>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"
#include "readers/wireless.h"

namespace waarborg {
namespace {

constexpr std::size_t most_seen = 1'000'000, most_points = 10'000;

// What stands between the last `open` and the first `close` behind it. Names of networks stand before, and
// their owners choose them.
std::string_view last_between(std::string_view text, std::string_view open, std::string_view close) {
  const auto at = text.rfind(open);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + open.size());
  return rest.substr(0, rest.find(close));
}

std::int64_t channel_of(std::string_view frequency) {
  int mhz = 0;
  std::from_chars(frequency.data(), frequency.data() + frequency.size(), mhz);
  if (mhz == 2484) return 14;
  if (mhz >= 2412 && mhz <= 2472) return (mhz - 2407) / 5;
  if (mhz >= 5955 && mhz <= 7115) return (mhz - 5950) / 5;
  return mhz >= 5170 && mhz <= 5895 ? (mhz - 5000) / 5 : -1;
}

bool is_app(std::string_view text) {
  return text.find('.') != std::string_view::npos && is_package_name(text);
}

class Wifi : public DumpSections {
 public:
  explicit Wifi(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override { return section == "service wifi"; }
  void begin(std::string_view, std::uint64_t) override {
    part_ = Part::none;
    app_.clear();
    listed_ = false;
  }
  void end() override {
    flush();
    // The platform writes the list also where it is empty.
    if (!listed_)
      out_.problem(Fault::unsupported, "no list of saved wireless networks is in the section", at_);
  }

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (text.empty()) return;
    at_ = line.offset;
    listed_ |= text == "Configured networks";  // of Android 7, where nothing closes the list
    if (text.starts_with("mWifiInfo SSID: ") || text.starts_with("WifiInfo: SSID: ")) {
      current(text.substr(16));
    } else if (text.starts_with("startTime=")) {
      attempt(text.substr(10));
    } else if (text.starts_with("WifiConfigManager - Configured networks ")) {
      flush();
      listed_ = true;
      part_ = text.find(" Begin ") != std::string_view::npos ? Part::saved : Part::none;
    } else if (text.starts_with("WifiNetworkSuggestionsManager - Networks ")) {
      flush();
      part_ = text.find(" Begin ") != std::string_view::npos ? Part::suggested : Part::none;
    } else if (part_ == Part::saved || text.find(" PROVIDER-NAME: ") != std::string_view::npos) {
      saved(text);
    } else if (part_ == Part::suggested || text.starts_with("Package Name: ")) {
      suggested(text);
    }
  }

 private:
  enum class Part : std::uint8_t { none, saved, suggested };
  struct Saved {
    std::string name, security, when, app;
    std::vector<std::string> points;
    bool hidden = false, joined = false, by_app = false;
    std::uint64_t at = 0;
  };

  // "* ID: 0 SSID: "Name" PROVIDER-NAME: null BSSID: any FQDN: null PRIO: 0 HIDDEN: false", and more lines
  void saved(std::string_view text) {
    auto first = text;
    for (const std::string_view state : {"* ", "- DSBLE "})
      if (first.starts_with(state)) first.remove_prefix(state.size());
    const auto name = first.find(" SSID: ");
    if (first.starts_with("ID: ") && name < 16) return one_more(first.substr(name + 7));
    if (!open_) return;
    if (text.starts_with("KeyMgmt:") && now_.security.empty()) now_.security = security(text.substr(8));
    if (text.find("hasEverConnected: true") != std::string_view::npos) now_.joined = true;
    if (text.find(" fromWifiNetworkSuggestion") != std::string_view::npos ||
        text.starts_with("fromWifiNetworkSuggestion"))
      now_.by_app = true;
    if (text.starts_with("lastConnected: ")) when(trim(text.substr(15)));
    if (text.starts_with("HTTP proxy: ")) proxy(text.substr(12));
    if (const auto at = text.find("cname="); at != std::string_view::npos && (at == 0 || text[at - 1] == ' '))
      if (const auto app = text.substr(at + 6, text.find(' ', at) - at - 6); is_app(app)) now_.app = app;
    point(between(text, "networkSelectionBSSID=", " "), text.substr(text.rfind('=') + 1));
    if (text.starts_with("bssidAllowList: ["))
      for (const auto one : split(between(text, "[", "]"), ',')) point(trim(one), {});
  }

  void one_more(std::string_view text) {
    flush();
    part_ = Part::saved;
    open_ = listed_ = true;
    now_ = {};
    now_.at = at_;
    const auto end = text.rfind(" PROVIDER-NAME: ");
    bool cut = false;
    now_.name = android_network_name(bounded(trim(text.substr(0, end)), cut));
    if (end == std::string_view::npos || cut)
      return out_.problem(Fault::malformed, "a saved wireless network was not understood", at_);
    now_.hidden = last_between(text, " HIDDEN: ", " ") == "true";
    point(last_between(text, " BSSID: ", " "), {});
  }

  void point(std::string_view address, std::string_view otherwise) {
    if (!is_android_bssid(address)) address = otherwise;
    if (is_android_bssid(address) && now_.points.size() < most_points) now_.points.emplace_back(address);
  }

  static std::string security(std::string_view text) {
    bool cut = false;
    return std::string(bounded(trim(text.substr(0, text.find(" Protocols:"))), cut));
  }

  // "06-20 19:58:20.809"; before Android 11 how long ago: "32sec"
  void when(std::string_view text) {
    if (text.size() > 64) return;
    now_.when = text.find(':') == std::string_view::npos ? std::string(text) + " before the report"
                                                         : local_time(text);
  }

  // "[proxy.example.org] 8080 xl=", "PAC Script: https://…[localhost] -1"
  void proxy(std::string_view text) {
    constexpr std::string_view script = "PAC Script: ";
    bool cut = false;
    NetworkSetting told{.what = "proxy", .name = now_.name, .state = "on"};
    if (text.starts_with(script)) {
      auto url = text.substr(script.size());
      told.url = {bounded(url.substr(0, url.find('[')), cut)};
      return out_.add(told, at_);
    }
    const auto host = between(text, "[", "]");
    if (host.empty()) return;
    if (host.find_first_not_of("0123456789.") == std::string_view::npos ||
        host.find(':') != std::string_view::npos)
      told.address = {bounded(host, cut)};
    else
      told.server = {bounded(host, cut)};
    out_.add(told, at_);
  }

  // Each access point that it names; one without any where it names none.
  void flush() {
    if (!std::exchange(open_, false)) return;
    std::string how = now_.joined ? "saved, joined" : "saved";
    if (now_.by_app) how += ", put forward by an app";
    if (now_.hidden) how += ", hidden";
    NetworkKnown told{.name = now_.name,
                      .security = now_.security,
                      .how = how,
                      .when_text = now_.when,
                      .app_id = {now_.app}};
    if (now_.points.empty()) out_.add(told, now_.at);
    for (const auto& address : now_.points) {
      told.bssid = {address};
      if (is_new(now_.name + ' ' + address + ' ' + how)) out_.add(told, now_.at);
    }
  }

  // "Package Name: com.example", then "Network: WifiNetworkSuggestion[ SSID="Name", BSSID=null, …"
  void suggested(std::string_view text) {
    if (text.starts_with("Package Name: ")) {
      const auto name = text.substr(14, text.find_first_of(", ", 14) - 14);
      app_ = is_package_name(name) ? name : "";
      if (app_.empty()) return out_.problem(Fault::malformed, "who puts networks forward has no name", at_);
      out_.add(AppRole{.app_id = {app_}, .role = "puts wireless networks forward"}, at_);
    } else if (const auto at = text.find(" SSID="); text.starts_with("Network: ")) {
      if (at == std::string_view::npos)
        return out_.problem(Fault::malformed, "a network that an app puts forward was not understood", at_);
      listed(text.substr(at + 6), "put forward by an app", {}, app_);
    }
  }

  // "Name", BSSID: 02:…, MAC: …, Frequency: 5220MHz, …: the phone's own address, MAC, is not told
  void current(std::string_view text) {
    const auto end = text.rfind(", BSSID: ");
    if (end == std::string_view::npos) return;
    const auto app = last_between(text, "Requesting package name: ", ",");
    add(text.substr(0, end), last_between(text, ", BSSID: ", ","), "joined when the report was made", {},
        is_app(app) ? app : std::string_view(), channel_of(last_between(text, "Frequency: ", "MHz")));
  }

  // "10-30 09:08:07.123, SSID="Name", BSSID=02:…, durationMillis=…"
  void attempt(std::string_view text) {
    const auto at = text.find(", SSID=");
    if (at == std::string_view::npos || at > 32) return;
    const auto written = trim(text.substr(0, at));
    listed(text.substr(at + 7), "was to be joined",
           written.starts_with('<') ? std::string() : local_time(written), {});
  }

  void listed(std::string_view text, std::string_view how, const std::string& when, std::string_view app) {
    const auto end = text.rfind(", BSSID=");
    if (end == std::string_view::npos)
      return out_.problem(Fault::malformed, "a wireless network was not understood", at_);
    add(text.substr(0, end), last_between(text, ", BSSID=", ","), how, when, app, -1);
  }

  void add(std::string_view name, std::string_view address, std::string_view how, std::string_view when,
           std::string_view app, std::int64_t channel) {
    bool cut = false;
    const auto shown = android_network_name(bounded(trim(name), cut));
    if (!is_android_bssid(address)) address = {};
    if (shown.empty() && address.empty()) return;
    std::string row = shown;
    for (const auto part : {address, how, when, app}) (row += '\n') += part;
    if (!is_new(row)) return;
    out_.add(NetworkKnown{.name = shown,
                          .bssid = {address},
                          .how = how,
                          .when_text = when,
                          .channel = channel,
                          .app_id = {app}},
             at_);
  }

  bool is_new(std::string_view row) {
    return seen_.size() >= most_seen || seen_.insert(fast_hash(row)).second;
  }

  Sink& out_;
  Part part_ = Part::none;
  bool open_ = false, listed_ = false;
  Saved now_;
  std::string app_;
  std::uint64_t at_ = 0;
  std::unordered_set<std::uint64_t> seen_;
};

}  // namespace

Reader android_dumpsys_wifi() {
  return reader_of_services("Wireless networks that an Android phone knows, from a bug report.",
                            "android.known-networks",
                            {NetworkKnown::kind, NetworkSetting::kind, AppRole::kind}, read_services<Wifi>);
}

}  // namespace waarborg
