// Preferences of a whole iOS device (.GlobalPreferences.plist), one observation a key; what is no plain value
// is told by its size. LDMGlobalEnabled is Lockdown Mode.
#include "readers/ios_files.h"

namespace waarborg {
namespace {

std::string shown(PlistValue value) {
  if (auto text = plist_text(value); !text.empty()) return text;
  if (value.is(PlistKind::data)) return std::to_string(value.data().size()) + " bytes";
  if (value.is(PlistKind::text)) return {};
  std::string out;
  for (std::size_t i = 0; i < value.size() && out.size() < longest_android_value; ++i) {
    const auto key = std::string(value.key(i).text()), text = plist_text(value[i]);
    if (!key.empty() || !text.empty())
      out.append(out.empty() ? "" : ", ").append(key).append(key.empty() ? "" : "=").append(text);
  }
  return out;
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!root.is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  for (std::size_t i = 0; i < root.size(); ++i)
    add_bounded(SystemProperty{.name = {root.key(i).text()}, .value = shown(root[i])}, i + 1, out);
}

}  // namespace

Reader ios_global_preferences() {
  return {.about = "Preferences of a whole iOS device, Lockdown Mode among them.",
          .probe = "ios.preferences",
          .paths = device_paths({"mobile/Library/Preferences/.GlobalPreferences.plist"}),
          .emits = {SystemProperty::kind},
          .read = read};
}

}  // namespace waarborg
