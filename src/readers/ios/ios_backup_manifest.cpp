// Manifest.plist of an iOS backup: device, version, whether it is encrypted, and the apps with the version
// and the folder of their bundle. Status.plist beside it says whether the backup was finished. The offset of
// an app is its place in the list, counted from 1.
#include "readers/ios_apps.h"
#include "readers/ios_identity.h"

namespace waarborg {
namespace {

constexpr std::uint64_t most_status_bytes = 1u << 20;

// A backup that was broken off has files of it missing, and nobody else says so.
void status(const File& file, Sink& out) {
  const auto* source = file.wanted(0);
  if (source == nullptr) return;
  const auto bytes = read_whole(*source, most_status_bytes);
  if (!bytes) return out.problem(bytes.error().fault, "Status.plist: " + bytes.error().what, 0);
  const auto plist = inner_plist(*bytes, "Status.plist", 0, out);
  if (!plist) return;
  const auto root = plist->root();
  if (const auto state = root["SnapshotState"].text(); !state.empty()) {
    add_bounded(SystemProperty{.name = {"backup/SnapshotState"}, .value = state}, 0, out);
    if (state != "finished")
      out.problem(Fault::truncated, "the backup was not finished: files of it are missing", 0);
  }
  if (const auto full = yes_no(root["IsFullBackup"]); !full.empty())
    out.add(SystemProperty{.name = {"backup/IsFullBackup"}, .value = full}, 0);
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root(), device = root["Lockdown"], apps = root["Applications"];
  if (!device.is(PlistKind::dict) && !root["BackupKeyBag"].is(PlistKind::data))
    return out.problem(Fault::malformed, "names no device, as a backup's does", 0);
  add_apple_release("", device["ProductVersion"].text(), device["BuildVersion"].text(),
                    device["ProductType"].text(), 0, out);
  Identities who(out);
  who.strong("serial", device["SerialNumber"]);
  who.strong("udid", device["UniqueDeviceID"]);
  who.weak("hostname", device["DeviceName"]);
  for (const auto* key : {"IsEncrypted", "WasPasscodeSet", "Date", "Version"})
    if (const auto text = plist_text(root[key]); !text.empty())
      add_bounded(SystemProperty{.name = {std::string("backup/") + key}, .value = text}, 0, out);
  for (std::size_t i = 0; i < apps.size(); ++i) {
    const auto id = apps.key(i).text();
    const auto app = apps[i];
    // Groups of apps and plug-ins stand in the same list; they have no bundle of their own.
    const auto content = app["ContainerContentClass"].text();
    if (!content.empty() && content != "Data/Application") continue;
    if (id.empty()) {
      out.problem(Fault::malformed, "an app whose name is no text", i + 1);
      continue;
    }
    add_bounded(Program{.package = {"ios", id},
                        .version_text = app["CFBundleVersion"].text(),
                        .source = "backup",
                        .location = {app["Path"].text()},
                        .app_id = {id}},
                i + 1, out);
  }
  status(file, out);
}

}  // namespace

Reader ios_backup_manifest() {
  return {.about = "Device, encryption, apps and completeness of an iOS backup, from its Manifest.plist.",
          .probe = "ios.backup",
          .paths = {"Manifest.plist"},
          .wants = {"./Status.plist", "./Manifest.db"},
          .emits = {OsRelease::kind, DeviceIdentity::kind, Program::kind, SystemProperty::kind},
          .heart = "./Manifest.db",
          .read = read};
}

}  // namespace waarborg
