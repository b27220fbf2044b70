// Programs that iOS knows as users of the location (clients.plist of locationd): an app by its bundle id, a
// system program by its path, and in newer versions both behind a letter, as in "icom.example.app:" or
// "e/usr/libexec/program:". Times are seconds since 2001. The offset is the entry's place, counted from 1.
#include <algorithm>
#include <array>

#include "readers/ios_files.h"

namespace waarborg {
namespace {

// What a key names, without what newer versions put around it: a letter before, a colon behind.
std::string_view named(std::string_view key) {
  const bool newer = key.ends_with(':');
  if (newer) key.remove_suffix(1);
  if (key.size() > 1 && key[1] == '/' && key[0] != '/') return key.substr(1);
  return newer && key.size() > 1 && key[0] == 'i' ? key.substr(1) : key;
}

Time last_use(PlistValue entry) {
  Time latest{};
  for (const auto* key :
       {"LocationTimeStopped", "LocationTimeStarted", "ReceivingLocationInformationTimeStopped",
        "ReceivingLocationInformationTimeStarted", "FenceTimeStopped", "FenceTimeStarted",
        "SignificantTimeStopped", "SignificantTimeStarted", "ConsumptionPeriodBegin",
        "BeaconRegionTimeStopped", "BeaconRegionTimeStarted"})
    latest = std::max(latest, plist_time(entry[key]));
  return latest;
}

// CLAuthorizationStatus and its older form.
std::string_view allowed(PlistValue entry) {
  if (const auto old = entry["Authorized"]; old.is(PlistKind::flag)) return old.flag() ? "allowed" : "denied";
  switch (entry["Authorization"].integer(-1)) {
    case 0:
      return "not decided";
    case 1:
      return "denied";
    case 2:
      return "while in use";
    case 4:
      return "always";
    default:
      return {};
  }
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!root.is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  Strays strays;
  for (std::size_t i = 0; i < root.size(); ++i) {
    const auto entry = root[i];
    const auto written = root.key(i).text(), key = named(written);
    if (!entry.is(PlistKind::dict) || key.empty()) {
      strays.one(i + 1);
      continue;
    }
    const auto id = entry["BundleId"].text();
    const bool is_path = key.starts_with('/');
    PermissionGiven told{.app_id = {id.empty() && !is_path ? key : id},
                         .process = {is_path ? last_part(key) : written.substr(0, written.find(':'))},
                         .path = {is_path ? key : std::string_view()},
                         .permission = "location",
                         .state = allowed(entry),
                         .when = last_use(entry)};
    add_bounded(told, i + 1, out);
    // One more for each other path, so that each can be found by itself.
    std::vector<std::string_view> paths = {told.path.text};
    for (const auto* name : {"Executable", "Registered", "BundlePath"}) {
      const auto path = entry[name].text();
      if (!path.starts_with('/') || std::find(paths.begin(), paths.end(), path) != paths.end()) continue;
      paths.push_back(path);
      told.path = {path};
      told.process = {name == std::string_view("BundlePath") ? std::string_view() : last_part(path)};
      add_bounded(told, i + 1, out);
    }
  }
  strays.tell("entr(ies) name no program", out);
}

}  // namespace

Reader ios_location_clients() {
  return {.about = "Programs that used the location of an iOS device.",
          .probe = "ios.location",
          .paths = device_paths({"mobile/Library/Caches/locationd/clients.plist",
                                 "root/Library/Caches/locationd/clients.plist"}),
          .emits = {PermissionGiven::kind},
          .read = read};
}

}  // namespace waarborg
