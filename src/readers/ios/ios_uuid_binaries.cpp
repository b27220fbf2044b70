// Programs and libraries by their UUID, as iOS met them while it traced itself (UUIDToBinaryLocations of a
// sysdiagnose): a path that was loaded once stays here when the file is gone. The offset is the entry's
// place.
#include "readers/ios_files.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!root.is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  Strays strays;
  for (std::size_t i = 0; i < root.size(); ++i) {
    const auto path = root[i].text();
    if (path.empty()) {
      strays.one(i + 1);
      continue;
    }
    auto seen = process_of(path);
    seen.how = "binary met while tracing";
    const auto uuid = "UUID " + std::string(root.key(i).text());
    seen.reason = uuid;
    add_bounded(seen, i + 1, out);
  }
  strays.tell("entr(ies) name no binary", out);
}

}  // namespace

Reader ios_uuid_binaries() {
  return {.about = "Programs and libraries that iOS met while it traced itself.",
          .probe = "ios.binaries",
          .paths = {"**/tailspindb/UUIDToBinaryLocations"},
          .emits = {ProcessSeen::kind},
          .companions = {{"logs/tailspindb/UUIDToBinaryLocations", "ios.processes"}},
          .read = read};
}

}  // namespace waarborg
