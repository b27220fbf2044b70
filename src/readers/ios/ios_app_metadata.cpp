// Apps of an iOS device from a dump of its file system: iTunesMetadata.plist, which the App Store leaves in
// an app's container, and the Info.plist of the app bundle itself, which sideloaded and built-in apps have,
// too.
#include "readers/ios_apps.h"

namespace waarborg {
namespace {

// "dump/private/var/containers/Bundle/Application/X/Y.app/Info.plist": the bundle as the device names it.
std::string bundle_folder(std::string_view path) {
  const auto folder = path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/'));
  for (const std::string_view start : {"private/var/", "var/", "Applications/"})
    if (const auto at = folder.rfind(start);
        at != std::string_view::npos && (at == 0 || folder[at - 1] == '/'))
      return '/' + std::string(folder.substr(at));
  return {};
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  if (file.path.ends_with("iTunesMetadata.plist")) return add_store_app(plist->root(), "", 0, out);
  const auto folder = bundle_folder(file.path);
  const bool built_in = folder.starts_with("/Applications/");
  if (!add_app_bundle(plist->root(), folder, built_in ? "part of the system" : "", 0, out))
    out.problem(Fault::malformed, "names no app", 0);
}

}  // namespace

Reader ios_app_metadata() {
  return {.about = "Apps of an iOS device, from the metadata and bundles in a dump.",
          .probe = "ios.apps",
          .paths = device_paths({"containers/Bundle/Application/*/iTunesMetadata.plist",
                                 "containers/Bundle/Application/*/*.app/Info.plist"},
                                {"Applications/*.app/Info.plist"}),
          .emits = {Program::kind},
          .read = read};
}

}  // namespace waarborg
