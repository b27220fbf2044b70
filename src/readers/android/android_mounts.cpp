// File systems that were mounted on an Android phone: mounts.json of AndroidQF, an array of lines of `mount`
// ("/dev/block/dm-4 on /system type ext4 (ro,seclabel)") and of /proc/mounts ("/dev/block/dm-4 /system ext4
// ro,seclabel 0 0"). The offset of an observation is the number of its line, from 1.
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

struct Mount {
  std::string_view device, point, type, options;
};

bool parse(std::string_view line, Mount& out) {
  const auto parts = words(line);
  if (parts.size() >= 6 && parts[1] == "on" && parts[3] == "type") {
    out = {parts[0], parts[2], parts[4], between(parts[5], "(", ")")};
    return true;
  }
  if (parts.size() < 4 || !parts[1].starts_with('/')) return false;
  out = {parts[0], parts[1], parts[2], parts[3]};
  return true;
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  if (trim(text->text()) == "null") return;
  const auto document = JsonDocument::parse(text->text(), 8);
  if (!document) return out.problem(document.error().fault, document.error().what, document.error().offset);
  if (!document->root().is(Json::Kind::array))
    return out.problem(Fault::unsupported, "no list of file systems", 0);
  std::set<std::string> seen;
  std::uint64_t row = 0;
  document->root().each([&](Json one) {
    ++row;
    bool cut = false;
    const auto line = bounded(one.text(), cut);
    if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
    Mount mount;
    if (!parse(line, mount))
      return out.problem(Fault::malformed, "a line that is no mounted file system", row);
    const auto name = "mount " + std::string(mount.point);
    const auto value =
        std::string(mount.device) + " " + std::string(mount.type) + " " + std::string(mount.options);
    if (!seen.insert(name + ' ' + value).second) return;  // both forms say the same
    out.add(PathSeen{.path = {mount.point}, .what = "folder"}, row);
    if (mount.device.starts_with('/')) out.add(PathSeen{.path = {mount.device}, .what = "other"}, row);
    out.add(SystemProperty{.name = {name}, .value = value}, row);
  });
}

}  // namespace

Reader android_mounts() {
  return {.about = "File systems that were mounted on an Android phone, as AndroidQF lists them.",
          .probe = "android.mounts",
          .paths = {"mounts.json"},
          .emits = {PathSeen::kind, SystemProperty::kind},
          .companions = {{"mounts.json", "android.packages"}},
          .read = read};
}

}  // namespace waarborg
