// Services of iOS that were switched on or off against their own setting (disabled.plist of launchd): label →
// disabled. Jailbreaks and implants switch off what would update or report. The offset is the entry's place.
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
    const auto label = root.key(i).text();
    const auto off = yes_no(root[i]);
    if (label.empty() || off.empty())
      strays.one(i + 1);
    else
      add_bounded(ServiceUnit{.name = {label}, .state = off == "yes" ? "disabled" : "enabled"}, i + 1, out);
  }
  strays.tell("entr(ies) say nothing of a service", out);
}

}  // namespace

Reader ios_launchd_disabled() {
  return {.about = "Services of iOS that were switched on or off.",
          .probe = "ios.services",
          .paths = device_paths(
              {"db/com.apple.xpc.launchd/disabled.plist", "db/com.apple.xpc.launchd/disabled.*.plist"}),
          .emits = {ServiceUnit::kind},
          .read = read};
}

}  // namespace waarborg
