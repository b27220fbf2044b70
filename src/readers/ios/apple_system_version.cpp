// SystemVersion.plist: the version of iOS, or of another system of Apple, in a dump and in a sysdiagnose.
#include "readers/ios_apps.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  const auto version = root["ProductVersion"].text(), build = root["ProductBuildVersion"].text();
  if (version.empty() && build.empty()) return out.problem(Fault::malformed, "names no version", 0);
  add_apple_release(root["ProductName"].text(), version, build, "", 0, out);
  for (std::size_t i = 0; i < root.size(); ++i)
    if (const auto key = root.key(i).text(); !key.starts_with("Product"))
      add_bounded(SystemProperty{.name = {key}, .value = plist_text(root[i])}, i + 1, out);
}

}  // namespace

Reader apple_system_version() {
  return {.about = "The version of iOS or macOS, from SystemVersion.plist.",
          .probe = "ios.device",
          .paths = {"System/Library/CoreServices/SystemVersion.plist",
                    "**/logs/SystemVersion/SystemVersion.plist"},
          .emits = {OsRelease::kind, SystemProperty::kind},
          .companions = {{"logs/SystemVersion/SystemVersion.plist", "ios.processes"}},
          .read = read};
}

}  // namespace waarborg
