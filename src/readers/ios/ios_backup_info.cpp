// Info.plist in the root of an iOS backup: which device, which iOS, which apps. Key names as Finder and
// iTunes write them; the offset of an observation is the app's place in its list, counted from 1, and 0 for
// what is of the whole device. Other folders have an Info.plist, too: a backup's has a device in it.
#include <array>
#include <set>

#include "base/text.h"
#include "observations/taken.h"
#include "readers/ios_apps.h"
#include "readers/ios_identity.h"

namespace waarborg {
namespace {

bool is_backup(PlistValue root) {
  return !root["Unique Identifier"].text().empty() || !root["Target Identifier"].text().empty() ||
         (!root["Product Type"].text().empty() && !root["Product Version"].text().empty());
}

void apps(PlistValue root, Sink& out) {
  const auto known = root["Applications"], installed = root["Installed Applications"];
  std::set<std::string_view> told;
  if (!known.is(PlistKind::dict) && !installed.is(PlistKind::array))
    out.problem(Fault::malformed, "has no list of apps: which are installed is not known", 0);
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto id = known.key(i).text();
    const auto data = known[i]["iTunesMetadata"].data();
    const auto metadata = inner_plist(data, "the metadata of an app", i + 1, out);
    if (id.empty()) out.problem(Fault::malformed, "an app whose name is no text", i + 1);
    add_store_app(metadata ? metadata->root() : PlistValue(), id, i + 1, out);
    told.insert(id);
  }
  for (std::size_t i = 0; i < installed.size(); ++i) {
    const auto id = installed[i].text();
    if (id.empty()) {
      out.problem(Fault::malformed, "an installed app whose name is no text", i + 1);
    } else if (told.insert(id).second) {
      add_bounded(Program{.package = {"ios", id}, .source = "backup", .app_id = {id}}, i + 1, out);
    }
  }
}

void read(const File& file, Sink& out) {
  // Without the other files of a backup beside it, it may be anybody's.
  const bool sure = file.wanted(0) != nullptr || file.wanted(1) != nullptr;
  if (!sure) {
    const auto plist = Plist::read(file.bytes);
    if (!plist || !is_backup(plist->root())) return;
  }
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!is_backup(root)) return out.problem(Fault::malformed, "names no device, as a backup's does", 0);
  add_apple_release(root["Product Name"].text().find("iPad") != std::string_view::npos ? "iPadOS" : "iOS",
                    root["Product Version"].text(), root["Build Version"].text(), root["Product Type"].text(),
                    0, out);
  Identities who(out);
  who.strong("serial", root["Serial Number"]);
  who.strong("udid", root["Unique Identifier"]);
  who.strong("udid", root["Target Identifier"]);
  for (const auto* key : {"IMEI", "IMEI 2", "MEID"}) who.strong(key[0] == 'I' ? "imei" : "meid", root[key]);
  who.weak("iccid", root["ICCID"]);
  who.weak("phone-number", root["Phone Number"]);
  who.weak("hostname", root["Device Name"]);
  if (const auto taken = to_text(plist_time(root["Last Backup Date"])); !taken.empty())
    out.add(SystemProperty{.name = {taken_property}, .value = taken}, 0);
  for (const auto* key : {"Last Backup Date", "iTunes Version", "macOS Version", "Product Type"})
    if (const auto text = plist_text(root[key]); !text.empty())
      add_bounded(SystemProperty{.name = {std::string("backup/") + key}, .value = text}, 0, out);
  apps(root, out);
}

}  // namespace

Reader ios_backup_info() {
  return {.about = "Device, version and apps of an iOS backup, from its Info.plist.",
          .probe = "ios.backup",
          .paths = {"Info.plist"},
          .wants = {"./Manifest.plist", "./Manifest.db"},
          .emits = {OsRelease::kind, DeviceIdentity::kind, Program::kind, SystemProperty::kind},
          .heart = "./Manifest.db",
          .read = read};
}

}  // namespace waarborg
