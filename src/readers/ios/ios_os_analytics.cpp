// What processes sent and received, as iOS sums it up for its daily analytics (netUsageBaseline of
// com.apple.osanalytics.addaily.plist): name → [when, Wi-Fi in, Wi-Fi out, mobile in, mobile out]. The offset
// is the entry's place, counted from 1.
#include "readers/ios_files.h"

namespace waarborg {
namespace {

std::int64_t bytes_of(PlistValue value) {
  if (value.is(PlistKind::integer)) return value.integer(-1);
  if (!value.is(PlistKind::real)) return -1;
  const auto real = value.real();
  return real >= 0 && real < 9e18 ? static_cast<std::int64_t>(real) : -1;
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto usage = plist->root()["netUsageBaseline"];
  if (!plist->root().is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  Strays strays;
  for (std::size_t i = 0; i < usage.size(); ++i) {
    const auto row = usage[i];
    const auto name = usage.key(i).text();
    if (!row.is(PlistKind::array) || name.empty()) {
      strays.one(i + 1);
      continue;
    }
    const auto process = process_of(name);
    add_bounded(ProcessNetwork{.name = process.name,
                               .cut = process.cut,
                               .last = plist_time(row[std::size_t{0}]),
                               .wifi_in = bytes_of(row[1]),
                               .wifi_out = bytes_of(row[2]),
                               .mobile_in = bytes_of(row[3]),
                               .mobile_out = bytes_of(row[4])},
                i + 1, out);
  }
  strays.tell("entr(ies) are no usage of a process", out);
}

}  // namespace

Reader ios_os_analytics() {
  return {.about = "Network usage of processes in the daily analytics of iOS.",
          .probe = "ios.process-network",
          .paths = device_paths({"mobile/Library/Preferences/com.apple.osanalytics.addaily.plist"}),
          .emits = {ProcessNetwork::kind},
          .read = read};
}

}  // namespace waarborg
