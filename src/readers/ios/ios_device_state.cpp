// The device that made a sysdiagnose: the block "Local device" of remotectl_dumpstate.txt, lines of
// "KEY => VALUE". Other blocks are of computers and devices that it talked to.
#include <map>

#include "base/text.h"
#include "observations/taken.h"
#include "readers/ios_apps.h"
#include "readers/ios_identity.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  std::map<std::string, std::string, std::less<>> local;
  bool mine = false, any = false;
  each_stream_line(file, out, [&](const Line& line) {
    if (!line.text.empty() && line.text.front() != ' ' && line.text.front() != '\t')
      mine = line.text.starts_with("Local device");
    any |= mine;
    const auto arrow = line.text.find(" => ");
    if (!mine || arrow == std::string_view::npos || line.text.size() > longest_android_value) return true;
    local.emplace(trim(line.text.substr(0, arrow)), trim(line.text.substr(arrow + 4)));
    return true;
  });
  if (const auto taken = to_text(when_collected(file, 0)); !taken.empty())
    out.add(SystemProperty{.name = {taken_property}, .value = taken}, 0);
  if (!any) return out.problem(Fault::malformed, "says nothing of the device itself", 0);
  Identities who(out);
  who.strong("serial", local["SerialNumber"]);
  who.strong("udid", local["UniqueDeviceID"]);
  who.weak("hostname", local["DeviceName"]);
  const auto &model = local["ProductType"], &version = local["OSVersion"];
  add_apple_release(local["ProductName"], version, local["BuildVersion"], model, 0, out);
}

}  // namespace

Reader ios_device_state() {
  return {.about = "The device that made a sysdiagnose: serial number, version, model.",
          .probe = "ios.device",
          .paths = {"**/remotectl_dumpstate.txt"},
          .wants = {"./sysdiagnose.log"},
          .emits = {DeviceIdentity::kind, OsRelease::kind, SystemProperty::kind},
          .companions = {{"", "ios.processes"}},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
