#include "readers/android_setting.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "readers/android_text.h"

namespace waarborg {
namespace {

// Sorted. What guards the phone or opens it; among them those that stalkerware has its victim's phone set.
constexpr auto kept = std::to_array<std::string_view>({"accessibility_enabled",
                                                       "adb_enabled",
                                                       "adb_install_need_confirm",
                                                       "adb_wifi_enabled",
                                                       "advanced_protection_mode",
                                                       "development_settings_enabled",
                                                       "device_provisioned",
                                                       "install_non_market_apps",
                                                       "location_mode",
                                                       "lock_screen_show_notifications",
                                                       "managed_provisioning_dpc_downloaded",
                                                       "oem_unlock_disallowed",
                                                       "package_verifier_enable",
                                                       "package_verifier_state",
                                                       "package_verifier_user_consent",
                                                       "samsung_errorlog_agree",
                                                       "send_action_app_error",
                                                       "send_security_reports",
                                                       "stay_on_while_plugged_in",
                                                       "upload_apk_enable",
                                                       "user_setup_complete",
                                                       "verifier_verify_adb_installs"});

struct Setting {
  std::string_view name, role;
};
constexpr auto roles =
    std::to_array<Setting>({{"enabled_accessibility_services", "accessibility-service"},
                            {"enabled_notification_listeners", "notification-listener"},
                            {"enabled_notification_assistant", "notification-assistant"},
                            {"enabled_notification_policy_access_packages", "notification-policy"},
                            {"enabled_vr_listeners", "vr-listener"},
                            {"enabled_input_methods", "input-method"},
                            {"default_input_method", "default-input-method"},
                            {"selected_spell_checker", "spell-checker"},
                            {"assistant", "assistant"},
                            {"voice_interaction_service", "voice-interaction"},
                            {"autofill_service", "autofill"},
                            {"credential_service", "credential-provider"},
                            {"nfc_payment_default_component", "payment"},
                            {"mock_location_app", "mock-location"},
                            {"debug_app", "debugged"},
                            {"sms_default_application", "sms-app"},
                            {"dialer_default_application", "dialer-app"}});
constexpr std::size_t most_components = 1000;

bool add_network(std::string_view name, std::string_view value, std::uint64_t offset, Sink& out) {
  NetworkSetting one{.name = name};
  if (name == "private_dns_mode") {
    one.what = "dns";
    one.state = value == "off" ? "off" : value == "hostname" ? "on" : value;
  } else if (name == "private_dns_specifier") {
    one.what = "dns";
    one.server = {value};
  } else if (name == "always_on_vpn_app") {
    one.what = "vpn";
    one.state = "on";
    if (is_package_name(value)) one.app_id = {value};
  } else if (name == "always_on_vpn_lockdown") {
    one.what = "vpn";
    one.state = value == "1" ? "on" : value == "0" ? "off" : value;
  } else if (name == "http_proxy") {
    // "proxy.example:8080"; ":0" is none.
    const auto colon = value.rfind(':');
    const auto host = value.substr(0, colon);
    one.what = "proxy";
    one.state = host.empty() ? "off" : "on";
    if (host.find_first_not_of("0123456789.") == std::string_view::npos)
      one.address = {host};
    else
      one.server = {host};
  } else if (name == "global_http_proxy_host") {
    one.what = "proxy";
    one.state = "on";
    one.server = {value};
  } else if (name == "global_http_proxy_pac" || name == "global_proxy_pac_url") {
    one.what = "proxy";
    one.state = "on";
    one.url = {value};
  } else if (value.find("://") != std::string_view::npos && !value.starts_with("content://") &&
             !value.starts_with("file://") && !value.starts_with("android.resource://")) {
    // Where the system asks whether it is connected, fetches updates, and what makers add.
    one.what = "address";
    one.url = {value};
  } else {
    return false;
  }
  out.add(one, offset);
  return true;
}

// Every version and maker has settings that name a part of an app: a screensaver, a wallpaper, a dialler.
void other_components(std::string_view name, std::string_view value, std::string_view user,
                      std::uint64_t offset, Sink& out) {
  std::size_t count = 0;
  for (const auto item : split(value, ':')) {
    for (const auto part : split(item, ',')) {
      const auto component = trim(part.substr(0, part.find(';')));
      const auto package = package_of_component(component);
      const auto rest = component.substr(std::min(package.size() + 1, component.size()));
      const bool letter = !package.empty() && ((package[0] | 32) >= 'a' && (package[0] | 32) <= 'z');
      if (!letter || package.find('.') == std::string_view::npos || component.size() > longest_android_value)
        continue;
      if (!(rest.starts_with('.') || is_package_name(rest)) || rest.find('.') == std::string_view::npos)
        continue;
      if (++count > most_components)
        return out.problem(Fault::too_big, "only 1000 services of a setting were read", offset);
      const auto role = "setting " + std::string(name.substr(0, 128));
      out.add(AppRole{.app_id = {package}, .role = role, .component = component, .user = user}, offset);
    }
  }
}

}  // namespace

bool tell_android_setting(std::string_view table, std::string_view name, std::string_view value,
                          std::uint64_t offset, Sink& out) {
  if (value.empty() || value == "null") return false;
  bool cut = false;
  value = bounded(value, cut);
  bool added = add_network(name, value, offset, out);
  if (!added && std::binary_search(kept.begin(), kept.end(), name)) {
    const auto key = "settings." + std::string(table) + "." + std::string(name);
    out.add(SystemProperty{.name = {key}, .value = value}, offset);
    added = true;
  }
  if (cut && added) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
  return added;
}

// com.example/.Service:com.other/com.other.Service; an input method has ";subtype" behind it; some are a
// package alone.
void tell_android_roles(std::string_view name, std::string_view value, std::string_view user,
                        std::uint64_t offset, Sink& out) {
  const auto setting =
      std::find_if(roles.begin(), roles.end(), [&](const Setting& one) { return one.name == name; });
  if (setting == roles.end()) return other_components(name, value, user, offset, out);
  if (value == "null") return;
  std::size_t count = 0;
  for (auto part : split(value, ':')) {
    part = trim(part.substr(0, part.find(';')));
    if (part.empty()) continue;
    if (++count > most_components)
      return out.problem(Fault::too_big, "only 1000 services of a setting were read", offset);
    const auto package =
        part.find('/') == std::string_view::npos && is_package_name(part) ? part : package_of_component(part);
    if (package.empty()) {
      out.problem(Fault::malformed, "a service of this setting has no name of a package", offset);
      continue;
    }
    bool cut = false;
    out.add(
        AppRole{.app_id = {package}, .role = setting->role, .component = bounded(part, cut), .user = user},
        offset);
    if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
  }
}

}  // namespace waarborg
