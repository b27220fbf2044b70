// Who manages an Android phone and where its traffic goes, from the sections of a bug report: owners of the
// device and of profiles (device_policy), work profiles and other users (user), VPNs (vpn_management,
// connectivity), private DNS and proxies (settings), computers that may debug it (adb). Source: the dump
// methods of these services of the platform.
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"
#include "readers/adb_keys.h"
#include "readers/android_setting.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 6> wanted_services = {
    "service adb",      "service connectivity", "service device_policy",
    "service settings", "service user",         "service vpn_management"};
constexpr unsigned managed_profile = 0x20;  // UserInfo.FLAG_MANAGED_PROFILE
constexpr std::size_t most_kept = 10'000;

class Management : public DumpSections {
 public:
  explicit Management(Sink& out) : out_(out), adb_(out) {}

  bool wants(std::string_view section) const override {
    return std::find(wanted_services.begin(), wanted_services.end(), section) != wanted_services.end();
  }
  void begin(std::string_view section, std::uint64_t) override {
    section_ = section.substr(8);
    owner_.clear();
    table_.clear();
    vpn_.clear();
    vpns_ = false;
    user_.clear();
    adb_.begin();
  }
  void end() override {
    if (section_ == "adb") adb_.end();
    unsaid_vpn();
  }

  void line(const Line& line) override {
    if (section_ == "adb") return adb_.line(line);
    const auto text = trim(line.text);
    if (text.empty()) return;
    at_ = line.offset;
    if (section_ == "device_policy") policy(text);
    if (section_ == "user") user(text);
    if (section_ == "settings") setting(text);
    if (section_ == "vpn_management") vpn(text);
    if (section_ == "connectivity") network(text);
  }

 private:
  bool is_new(std::string row) { return seen_.size() >= most_kept || seen_.insert(std::move(row)).second; }

  // "Device Owner:" or "Profile Owner (User 10):", then admin=, name=, package=, isOrganizationOwnedDevice=
  void policy(std::string_view text) {
    if (text.starts_with("Device Owner:")) {
      owner_ = "device-owner";
      user_.clear();
    } else if (text.starts_with("Profile Owner (User")) {
      owner_ = "profile-owner";
      user_ = leading_digits(trim(text.substr(19)));
    } else if (text.starts_with("Enabled Device Admins") || text.ends_with(':')) {
      owner_.clear();
    }
    if (owner_.empty()) return;
    if (text.starts_with("package=")) {
      const auto package = text.substr(8);
      if (!is_package_name(package))
        return out_.problem(Fault::malformed,
                            "the owner of the device or of a profile has no name of a package", at_);
      out_.add(ManagementState{.what = owner_, .value = "yes", .app_id = {package}, .user = user_}, at_);
    } else if (text.starts_with("User ID: ") && user_.empty()) {
      user_ = leading_digits(text.substr(9));
    } else if (text == "isOrganizationOwnedDevice=true") {
      out_.add(ManagementState{.what = "organisation-owned", .value = "yes", .user = user_}, at_);
    }
  }

  // "UserInfo{10:Work profile:1030} serialNo=10", then "Type: android.os.usertype.profile.MANAGED"
  void user(std::string_view text) {
    if (const auto at = text.find("UserInfo{"); at != std::string_view::npos) {
      user_ = leading_digits(text.substr(at + 9));
      const auto inside = between(text.substr(at), "{", "}");
      const auto colon = inside.rfind(':');
      if (user_.empty() || colon == std::string_view::npos)
        return out_.problem(Fault::malformed, "a user of the phone cannot be read", at_);
      unsigned flags = 0;
      const auto digits = inside.substr(colon + 1);
      std::from_chars(digits.data(), digits.data() + digits.size(), flags, 16);
      if ((flags & managed_profile) != 0) work_profile();
    } else if (text.starts_with("Type: ") && !user_.empty()) {
      const auto type = text.substr(6, 100);
      if (type.starts_with("android.os.usertype.profile.MANAGED"))
        work_profile();
      else if (is_new("user " + user_))
        out_.add(ManagementState{.what = "user", .value = type, .user = user_}, at_);
    }
  }

  void work_profile() {
    if (is_new("work " + user_))
      out_.add(ManagementState{.what = "work-profile", .value = "yes", .user = user_}, at_);
  }

  // "GLOBAL SETTINGS (user 0)", then "_id:1 name:private_dns_mode pkg:android value:off default:…"
  void setting(std::string_view text) {
    if (const auto at = text.find(" SETTINGS (user "); at != std::string_view::npos) {
      table_ = lower(text.substr(0, at));
      user_ = leading_digits(text.substr(at + 16)).substr(0, 10);
      return;
    }
    const auto name = between(text, " name:", " ");
    const auto from = text.find(" value:");
    if (table_.empty() || name.empty() || from == std::string_view::npos) return;
    auto value = text.substr(from + 7);
    for (const std::string_view end : {" default:", " defaultSystemSet:", " tag:"})
      value = value.substr(0, value.find(end));
    if (value == "{}") return;
    tell_android_setting(table_, name, value, at_, out_);
    tell_android_roles(name, trim(value), user_, at_, out_);
  }

  // "0: com.example.vpn", then "Active vpn type: 1"
  void vpn(std::string_view text) {
    const auto user = leading_digits(text);
    if (!user.empty() && text.substr(user.size()).starts_with(": ")) {
      unsaid_vpn();
      vpn_ = trim(text.substr(user.size() + 2));
      if (vpn_ == "[Legacy VPN]" || !is_package_name(vpn_)) vpn_.clear();
      return;
    }
    if (vpn_.empty() || !text.starts_with("Active vpn type: ")) return;
    tell_vpn(vpn_, {}, text.ends_with(": -1") || text.ends_with("NONE") ? "off" : "on");
    vpn_.clear();
  }
  // Android 11 and 12 write no more than the name.
  void unsaid_vpn() {
    if (!vpn_.empty() && vpn_.find('.') != std::string::npos) tell_vpn(vpn_, {}, {});
    vpn_.clear();
  }

  // "NetworkAgentInfo{… ni{VPN CONNECTED extra: VPN:com.example} … InterfaceName: tun0 …
  // PrivateDnsServerName: x"
  void network(std::string_view text) {
    if (text.ends_with(':')) vpns_ = text == "VPNs:";
    if (vpns_) vpn(text);
    if (!text.starts_with("NetworkAgentInfo{")) return;
    const auto name = between(text, "InterfaceName: ", " ");
    const auto server = between(text, "PrivateDnsServerName: ", " ");
    if (!server.empty() && server.size() < 256 && is_new("dns " + std::string(server)))
      out_.add(NetworkSetting{.what = "dns", .name = "private DNS in use", .server = {server}, .state = "on"},
               at_);
    if (text.find("ni{VPN ") == std::string_view::npos &&
        text.find("Transports: VPN") == std::string_view::npos && text.find("|VPN") == std::string_view::npos)
      return;
    auto app = between(text, "VPN:", "}");
    app = app.substr(0, app.find_first_of(" ,)]"));
    tell_vpn(is_package_name(app) ? app : std::string_view(), name.size() < 64 ? name : std::string_view(),
             "on");
  }

  void tell_vpn(std::string_view app, std::string_view name, std::string_view state) {
    if (is_new("vpn " + std::string(app) + ' ' + std::string(name) + ' ' + std::string(state)))
      out_.add(NetworkSetting{.what = "vpn", .name = name, .app_id = {app}, .state = state}, at_);
  }

  Sink& out_;
  AdbState adb_;
  bool vpns_ = false;
  std::string section_, owner_, user_, table_, vpn_;
  std::uint64_t at_ = 0;
  std::set<std::string> seen_;
};

}  // namespace

Reader android_dumpsys_management() {
  return reader_of_services(
      "Who manages an Android phone and where its traffic goes, from a bug report.", "android.management",
      {ManagementState::kind, NetworkSetting::kind, SystemProperty::kind, IdentityKnown::kind, AppRole::kind},
      read_services<Management>);
}

}  // namespace waarborg
