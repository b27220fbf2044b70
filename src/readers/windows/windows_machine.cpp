// What tells one Windows system from another, and which Windows it is. MachineGuid is made by set-up and
// binds; disks that were copied without sysprep share it, which the ledger sees as one device that two claim.
// The name of the computer is weak. Sources: Microsoft, "Computer names" (ActiveComputerName is the one in
// use until a restart) and "Operating system version"; build 22000 is the first of Windows 11, whose
// ProductName still says 10.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "readers/windows_hive.h"

namespace waarborg {
namespace {

constexpr std::uint64_t first_build_of_11 = 22000;

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return false;
    if (!dash && std::string_view("0123456789abcdef").find(text[i]) == std::string_view::npos) return false;
  }
  return text != "00000000-0000-0000-0000-000000000000";
}

void read_guid(Hive& hive, Sink& out) {
  const auto key = hive.key("Microsoft\\Cryptography");
  if (!key) return;  // nothing can be proven of a machine that nobody knows; the ledger says so
  auto id = lower(trim(short_text(hive, *key, "MachineGuid", out)));
  if (id.starts_with('{') && id.ends_with('}')) id = id.substr(1, id.size() - 2);
  // A prepared image has none until it starts for the first time.
  if (id.empty()) return;
  if (!is_guid(id)) return out.problem(Fault::malformed, "MachineGuid is no GUID", key->offset);
  out.add(DeviceIdentity{.scheme = "machine-guid", .value = {id}, .strength = "strong"}, key->offset);
}

void read_version(Hive& hive, Sink& out) {
  const auto key = hive.key("Microsoft\\Windows NT\\CurrentVersion");
  if (!key) return;
  auto name = short_text(hive, *key, "ProductName", out);
  auto build = short_text(hive, *key, "CurrentBuildNumber", out);
  if (build.empty()) build = short_text(hive, *key, "CurrentBuild", out);
  const auto major = hive.number(*key, "CurrentMajorVersionNumber"),
             minor = hive.number(*key, "CurrentMinorVersionNumber"), revision = hive.number(*key, "UBR");
  // Before Windows 10 the two numbers are one text.
  auto version =
      major && minor ? fmt::format("{}.{}", *major, *minor) : short_text(hive, *key, "CurrentVersion", out);
  if (!version.empty() && !build.empty()) version += '.' + build;
  if (revision && !version.empty()) version += fmt::format(".{}", *revision);
  std::uint64_t number = 0;
  std::from_chars(build.data(), build.data() + build.size(), number);
  constexpr std::string_view ten = "Windows 10";
  if (number >= first_build_of_11 && name.starts_with(ten)) name = "Windows 11" + name.substr(ten.size());
  const auto release = short_text(hive, *key, "DisplayVersion", out);
  const auto pretty = release.empty() || name.empty() ? name : name + ' ' + release;
  out.add(OsRelease{.id = "windows",
                    .name = "Windows",
                    .version_id = version,
                    .pretty_name = pretty.empty() ? "Windows" : std::string_view(pretty),
                    .platform = "windows"},
          key->offset);
}

void read_name(Hive& hive, Sink& out) {
  const auto select = hive.key("Select");
  auto current = select ? hive.number(*select, "Current") : std::nullopt;
  if (!current || *current == 0 || *current > 999) current = 1;
  for (const auto* which : {"ActiveComputerName", "ComputerName"}) {
    const auto key = hive.key(fmt::format("ControlSet{:03}\\Control\\ComputerName\\{}", *current, which));
    const auto name = key ? short_text(hive, *key, "ComputerName", out) : std::string();
    if (name.empty()) continue;
    return out.add(DeviceIdentity{.scheme = "hostname", .value = {name}, .strength = "weak"}, key->offset);
  }
}

void read(const File& file, Sink& out) {
  auto in = open_windows_hive(
      file, [](HiveUse use) { return use == HiveUse::software || use == HiveUse::system; }, out);
  if (!in) return;
  if (in->may_be(HiveUse::system)) read_name(in->hive, out);
  // That its facts are missing is told only of what it is, most likely.
  if (in->use != HiveUse::software && !in->hive.key("Microsoft\\Windows NT\\CurrentVersion")) return;
  if (!in->may_be(HiveUse::software)) return;
  read_version(in->hive, out);
  read_guid(in->hive, out);
}

}  // namespace

Reader windows_machine() {
  return {
      .about = "Which Windows it is, and which machine: version, MachineGuid and the computer's name.",
      .probe = "windows.machine",
      .paths = {"Windows/System32/config/SYSTEM", "Windows/System32/config/SOFTWARE", "SYSTEM", "SOFTWARE"},
      .emits = {OsRelease::kind, DeviceIdentity::kind},
      .any_case = true,
      .shape = Shape::random,
      .recognise = Hive::recognise,
      .read = read};
}

}  // namespace waarborg
