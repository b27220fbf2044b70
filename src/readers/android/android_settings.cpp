// Settings of an Android system as AndroidQF lists them, "name=value" a line: settings_secure.txt,
// settings_global.txt, settings_system.txt. Read are those that give an app a power
// (android.provider.Settings of the platform names them), those that say where traffic goes and what guards
// the phone, and the number that tells one installation of Android from another.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "readers/android_setting.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

struct Setting {
  std::string_view name, role;
};
constexpr std::array<Setting, 11> settings = {{{"enabled_accessibility_services", "accessibility-service"},
                                               {"enabled_notification_listeners", "notification-listener"},
                                               {"enabled_notification_assistant", "notification-assistant"},
                                               {"enabled_input_methods", "input-method"},
                                               {"default_input_method", "default-input-method"},
                                               {"assistant", "assistant"},
                                               {"voice_interaction_service", "voice-interaction"},
                                               {"autofill_service", "autofill"},
                                               {"credential_service", "credential-provider"},
                                               {"sms_default_application", "sms-app"},
                                               {"dialer_default_application", "dialer-app"}}};
constexpr std::size_t most_components = 1000;

class Settings {
 public:
  Settings(std::string_view table, Sink& out) : table_(table), out_(out) {}

  void line(std::string_view line, std::uint64_t row) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) return;  // the second line of a longer value
    ++understood_;
    const auto name = line.substr(0, equals), value = trim(line.substr(equals + 1));
    if (value.empty() || value == "null") return;
    if (name == "android_id") return identity(value, row);
    for (const auto& setting : settings)
      if (setting.name == name) components(setting.role, value, row);
    tell_android_setting(table_, name, value, row, out_);
  }

  bool understood() const { return understood_ != 0; }

 private:
  // Changes when the phone is set back, and is the same in all that is read from it until then.
  void identity(std::string_view value, std::uint64_t row) {
    const auto id = digest_text(value, 8);
    if (id.empty() || id.find_first_not_of('0') == std::string::npos)
      return out_.problem(Fault::malformed, "android_id is not 16 hexadecimal digits", row);
    out_.add(DeviceIdentity{.scheme = "android-id", .value = {id}, .strength = "strong"}, row);
  }

  // com.example/.Service:com.other/com.other.Service; an input method has ";subtype" behind it; some are a
  // package alone.
  void components(std::string_view role, std::string_view value, std::uint64_t row) {
    std::size_t count = 0;
    for (auto part : split(value, ':')) {
      part = trim(part.substr(0, part.find(';')));
      if (part.empty()) continue;
      if (++count > most_components)
        return out_.problem(Fault::too_big, "only 1000 services of a setting were read", row);
      const auto package = part.find('/') == std::string_view::npos && is_package_name(part)
                               ? part
                               : package_of_component(part);
      if (package.empty()) {
        out_.problem(Fault::malformed, "a service of this setting has no name of a package", row);
        continue;
      }
      bool cut = false;
      out_.add(AppRole{.app_id = {package}, .role = role, .component = bounded(part, cut)}, row);
      if (cut) out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
    }
  }

  std::string_view table_;
  Sink& out_;
  std::size_t understood_ = 0;
};

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  // settings_secure.txt
  auto table = std::string_view(file.path).substr(file.path.rfind('/') + 1);  // npos + 1 is 0
  table = between(table, "settings_", ".");
  Settings settings_of_file(table, out);
  each_line(
      text->text(), [&](std::string_view line, std::uint64_t row) { settings_of_file.line(line, row); },
      &out);
  if (!settings_of_file.understood() && !trim(text->text()).empty())
    out.problem(Fault::unsupported, "no line is a setting", 0);
}

}  // namespace

Reader android_settings() {
  return {.about =
              "Apps of an Android phone with a power over it, its network, its guards and its number, from "
              "its settings.",
          .probe = "android.roles",
          .paths = {"settings_secure.txt", "settings_global.txt", "settings_system.txt"},
          .emits = {AppRole::kind, DeviceIdentity::kind, NetworkSetting::kind, SystemProperty::kind},
          .companions = {{"settings_secure.txt", "android.packages"},
                         {"settings_secure.txt", "android.processes"}},
          .read = read};
}

}  // namespace waarborg
