// Apps that hold a place in an Android phone, from the sections of a bug report: what changes how others look
// (overlay), agents that may keep the phone unlocked (trust), calls and dialers (telecom), what fills in
// passwords (autofill), what opens when something is plugged in (usb), who keeps accounts (account); accounts
// by name (account, content). Each is told once for each way it shows. Source: OverlayManagerSettings,
// TrustManagerService, PhoneAccountRegistrar, DefaultDialerCache, AutofillManagerServiceImpl,
// UsbProfileGroupSettingsManager, SyncManager, Account and RegisteredServicesCache.ServiceInfo of the
// platform.
#include <array>
#include <unordered_set>

#include "base/digest.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_seen = 1'000'000;

// "mPackageName...........: com.example": the value behind the dots.
std::string_view dotted(std::string_view text, std::string_view key) {
  if (!text.starts_with(key)) return {};
  const auto at = text.find(": ");
  const auto between = text.substr(key.size(), at == std::string_view::npos ? 0 : at - key.size());
  return between.find_first_not_of('.') == std::string_view::npos && at != std::string_view::npos
             ? trim(text.substr(at + 2))
             : std::string_view();
}

class Holders : public DumpSections {
 public:
  explicit Holders(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    for (const auto& one : services)
      if (section == one.section) return true;
    return false;
  }
  void begin(std::string_view section, std::uint64_t) override {
    user_.clear();
    package_.clear();
    events_ = false;
    for (const auto& one : services)
      if (section == one.section) read_ = one.read;
  }
  void end() override { overlaid(); }
  void line(const Line& line) override {
    at_ = line.offset;
    if (const auto text = trim(line.text); !text.empty()) (this->*read_)(text);
  }

 private:
  struct Service {
    std::string_view section;
    void (Holders::*read)(std::string_view text);
  };
  static const std::array<Service, 7> services;
  bool is_new(std::string_view how, std::string_view what) {
    return seen_.size() >= most_seen || seen_.insert(fast_hash(what, fast_hash(how))).second;
  }

  void holds(std::string_view role, std::string_view app, std::string_view component) {
    if (!is_package_name(app) || component.size() > longest_android_value) return;
    if (is_new(role, std::string(app) + ' ' + std::string(component) + ' ' + user_))
      out_.add(AppRole{.app_id = {app}, .role = role, .component = component, .user = user_}, at_);
  }
  // "com.example/.Service" or the same in ComponentInfo{…}
  void component(std::string_view role, std::string_view text) {
    const auto inside = between(text, "ComponentInfo{", "}");
    const auto written = trim(inside.empty() ? text : inside);
    holds(role, package_of_component(written), written);
  }

  // "com.example.overlay:0 {", "com.example.overlay:name:0 {", then a line a field
  void overlay(std::string_view text) {
    const auto user = leading_digits(text.substr(text.rfind(':') + 1));  // npos + 1 is 0
    if (text.ends_with(" {") && !user.empty() && text.ends_with(std::string(user) + " {")) {
      overlaid();
      package_ = text.substr(0, text.find_first_of(": "));
      user_ = user.substr(0, 10);
      target_.clear();
      opened_ = at_;
    }
    if (const auto target = dotted(text, "mTargetPackageName"); is_package_name(target)) target_ = target;
    if (const auto state = dotted(text, "mIsEnabled"); !state.empty())
      overlaid(state == "true" ? "overlay" : "overlay, switched off");
  }
  void overlaid(std::string_view role = "overlay, state not known") {
    if (package_.empty()) return;
    if (is_package_name(package_))
      holds(role, package_, target_);
    else
      out_.problem(Fault::malformed, "an overlay has no name of a package", opened_);
    package_.clear();
  }

  // " User "Name" (id=0, flags=0x13) (current): …", "Enabled agents:", then the agents; below "Events:" only
  // short names
  void trust(std::string_view text) {
    if (text.starts_with("User \"")) {
      const auto at = text.rfind("(id=");
      user_ = at == std::string_view::npos ? "" : leading_digits(text.substr(at + 4)).substr(0, 10);
      events_ = false;
    }
    events_ |= text.starts_with("Events:");
    if (!events_ && text.find_first_of(" =") == std::string_view::npos) component("trust-agent", text);
  }

  void telecom(std::string_view text) {
    constexpr std::array<std::array<std::string_view, 2>, 7> keys = {
        {{"defaultOutgoing: ", "calls-out"},
         {"simCallManager: ", "call-manager"},
         {"System Dialer: ", "system-dialer"},
         {"System Dialer (override): ", "system-dialer"},
         {"DefaultCallScreeningApp: ", "call-screening"},
         {"DefaultCallRedirectionApp: ", "call-redirection"},
         {"TelecomUI package: ", "call-screen"}}};
    for (const auto& [key, role] : keys) {
      if (!text.starts_with(key)) continue;
      user_.clear();
      const auto value = text.substr(key.size());
      if (value.find('/') != std::string_view::npos) return component(role, value);
      // "(override com.example.test) com.example": both
      for (const auto word : words(value)) {
        auto app = word.substr(word.starts_with('('));
        if (app.ends_with(')')) app.remove_suffix(1);
        if (app != "null" && app != "none" && app != "override") holds(role, app, {});
      }
      return;
    }
    if (text.starts_with("User ")) {
      user_ = leading_digits(text.substr(5)).substr(0, 10);
      const auto rest = text.substr(5 + user_.size());
      if (rest.starts_with(": ") && rest != ": null") holds("dialer-app", trim(rest.substr(2)), {});
      user_.clear();
    } else if (const auto at = text.find("PhoneAccount");
               at != std::string_view::npos && text.find("ComponentInfo{", at) != std::string_view::npos) {
      user_ = leading_digits(between(text.substr(at), "UserHandle{", "}"));
      component("phone-account", text.substr(at));
      user_.clear();
    }
  }

  void autofill(std::string_view text) {
    constexpr std::array<std::array<std::string_view, 2>, 4> keys = {
        {{"Component from settings: ", "autofill"},
         {"Component: ", "autofill"},
         {"Service name: ", "autofill"},
         {"Default component: ", "autofill, by default"}}};
    if (text.starts_with("User: ")) user_ = leading_digits(text.substr(6)).substr(0, 10);
    for (const auto& [key, role] : keys)
      if (text.starts_with(key)) component(role, text.substr(key.size()));
  }

  // "user_package={", deeper "user_id=0" and "package_name=com.example": what opens when a device is plugged
  // in
  void usb(std::string_view text) {
    if (text.starts_with("user_id=")) user_ = leading_digits(text.substr(8)).substr(0, 10);
    if (text.starts_with("package_name=")) holds("usb", text.substr(13), {});
    // Before Android 9: "DeviceFilter[mVendorId=1, …]: 0/com.example", before 8 without the user
    const auto value = text.rfind("]: ");
    if ((!text.starts_with("DeviceFilter[") && !text.starts_with("AccessoryFilter[")) ||
        value == std::string_view::npos)
      return;
    auto app = text.substr(value + 3);
    if (const auto user = leading_digits(app); app.substr(user.size()).starts_with('/')) {
      user_ = user.substr(0, 10);
      app.remove_prefix(user.size() + 1);
    }
    holds("usb", app, {});
    user_.clear();
  }

  void account_of(std::string_view name, std::string_view type) {
    if (name.empty() || name.size() > longest_android_value || type.size() > longest_android_value) return;
    if (!is_new(type, name)) return;
    const auto at = name.find('@');
    const bool mail = at != std::string_view::npos && at != 0 &&
                      name.find('.', at) != std::string_view::npos &&
                      name.find(' ') == std::string_view::npos;
    out_.add(
        IdentityKnown{
            .role = "account", .email = {mail ? name : std::string_view()}, .account = name, .service = type},
        at_);
  }

  // "Account {name=someone@example.org, type=com.example}", "ServiceInfo: AuthenticatorDescription
  // {type=com.example}, ComponentInfo{com.example/….Service}, uid 10123"
  void account(std::string_view text) {
    if (const auto at = text.find("AuthenticatorDescription {type="); at != std::string_view::npos) {
      const auto where = text.rfind("ComponentInfo{");
      if (where != std::string_view::npos) component("authenticator", text.substr(where));
    } else if (text.starts_with("Account {name=")) {
      const auto type = text.rfind(", type=");
      if (type == std::string_view::npos || type < 14 || !text.ends_with('}'))
        return out_.problem(Fault::malformed, "an account was not understood", at_);
      account_of(text.substr(14, type - 14), text.substr(type + 7, text.size() - type - 8));
    }
  }

  // "Account someone@example.org u0 com.example"
  void content(std::string_view text) {
    if (!text.starts_with("Account ")) return;
    const auto type = text.rfind(' ');
    const auto user = text.rfind(" u", type - 1);
    if (user == std::string_view::npos || user < 8 || user >= type) return;
    const auto digits = text.substr(user + 2, type - user - 2);
    if (digits.empty() || leading_digits(digits) != digits) return;
    auto kind = text.substr(type + 1);
    if (kind.ends_with(':')) kind.remove_suffix(1);
    account_of(text.substr(8, user - 8), kind);
  }

  Sink& out_;
  void (Holders::*read_)(std::string_view) = nullptr;
  std::string user_, package_, target_;
  bool events_ = false;
  std::uint64_t at_ = 0, opened_ = 0;
  std::unordered_set<std::uint64_t> seen_;
};

const std::array<Holders::Service, 7> Holders::services = {{
    {"service overlay", &Holders::overlay},
    {"service trust", &Holders::trust},
    {"service telecom", &Holders::telecom},
    {"service autofill", &Holders::autofill},
    {"service usb", &Holders::usb},
    {"service account", &Holders::account},
    {"service content", &Holders::content},
}};

}  // namespace

Reader android_dumpsys_holders() {
  return reader_of_services(
      "Apps that hold a place in an Android phone, and its accounts, from a bug report.", "android.holders",
      {AppRole::kind, IdentityKnown::kind}, read_services<Holders>);
}

}  // namespace waarborg
