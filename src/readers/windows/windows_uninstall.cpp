// Programs that Windows lists for removal: the Uninstall keys of the machine and of each person, for both
// widths of program. Described in "Uninstall Registry Key", Windows Installer documentation. An entry without
// a name is kept: set-up programs leave such keys behind.
#include <array>

#include "base/text.h"
#include "readers/windows_hive.h"

namespace waarborg {
namespace {

struct Place {
  std::string_view path;
  HiveUse use;
  std::string_view architecture;  // "" where it is the system's own, which this hive does not say
};
constexpr std::array<Place, 5> places = {{
    {R"(Microsoft\Windows\CurrentVersion\Uninstall)", HiveUse::software, ""},
    {R"(WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall)", HiveUse::software, "x86"},
    {R"(Software\Microsoft\Windows\CurrentVersion\Uninstall)", HiveUse::user, ""},
    {R"(Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall)", HiveUse::user, "x86"},
    {R"(Software\Wow6432Node\Software\Microsoft\Windows\CurrentVersion\Uninstall)", HiveUse::user, "x86"},
}};

// YYYYMMDD; set-up programs that know better write the date of their language, which nobody can tell apart.
Time install_date(std::string_view text) {
  if (text.size() != 8 || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
  std::string date(text.substr(0, 4));
  date.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6));
  return parse_time(date).value_or(Time{});
}

void add(WindowsHive& in, const HiveKey& key, const Place& place, Sink& out) {
  const auto text = [&](std::string_view name) { return short_text(in.hive, key, name, out); };
  const auto name = text("DisplayName"), version = text("DisplayVersion"), publisher = text("Publisher");
  const auto location = windows_path(text("InstallLocation")), homepage = text("URLInfoAbout");
  const auto comments = text("Comments");
  const auto date = install_date(text("InstallDate"));
  const bool update = !text("ParentKeyName").empty();
  const bool hidden = in.hive.number(key, "SystemComponent").value_or(0) == 1;
  out.add(Program{.package = {"windows", name.empty() ? key.name : name},
                  .version_text = version,
                  .architecture = place.architecture,
                  .vendor = {publisher},
                  .homepage = {homepage},
                  .source = key.name,
                  .state = name.empty() ? "unnamed"
                           : update     ? "update"
                           : hidden     ? "system-component"
                                        : "",
                  .description = comments,
                  .installed = known(date) ? date : key.written,
                  .present = name.empty() ? Presence::residual : Presence::installed,
                  .location = {location},
                  .user = in.user},
          key.offset);
}

void read(const File& file, Sink& out) {
  auto in = open_windows_hive(
      file, [](HiveUse use) { return use == HiveUse::software || use == HiveUse::user; }, out);
  if (!in) return;
  for (const auto& place : places) {
    if (!in->may_be(place.use)) continue;
    const auto list = in->hive.key(place.path);
    if (!list) continue;
    in->hive.each_subkey(*list, [&](const HiveKey& key) {
      add(*in, key, place, out);
      return true;
    });
  }
}

}  // namespace

Reader windows_uninstall() {
  return {.about = "Programs that Windows lists for removal, of the machine and of each person.",
          .probe = "windows.programs",
          .paths = {"Windows/System32/config/SOFTWARE", "Windows/System32/config/DEFAULT",
                    "Windows/ServiceProfiles/*/NTUSER.DAT", "Users/*/NTUSER.DAT",
                    "Documents and Settings/*/NTUSER.DAT", "SOFTWARE", "*/NTUSER.DAT", "NTUSER.DAT"},
          .emits = {Program::kind},
          .any_case = true,
          .shape = Shape::random,
          .recognise = Hive::recognise,
          .read = read};
}

}  // namespace waarborg
