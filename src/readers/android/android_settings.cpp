// Settings of an Android system as AndroidQF lists them, "name=value" a line: settings_secure.txt,
// settings_global.txt, settings_system.txt. Read are those that give an app a power
// (android.provider.Settings of the platform names them), those that say where traffic goes and what guards
// the phone, and the number that tells one installation of Android from another.
#include "base/text.h"
#include "readers/android_setting.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

class Settings {
 public:
  Settings(std::string_view table, Sink& out) : table_(table), out_(out) {}

  void line(std::string_view line, std::uint64_t row) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) return;  // the second line of a longer value
    ++understood_;
    const auto name = trim(line.substr(0, equals));
    auto value = trim(line.substr(equals + 1));
    if (value.size() > 1 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (value.empty() || value == "null") return;
    if (name == "android_id") return identity(value, row);
    tell_android_roles(name, value, {}, row, out_);
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
