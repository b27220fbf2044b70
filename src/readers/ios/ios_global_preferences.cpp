// Preferences of a whole iOS device (.GlobalPreferences.plist), one observation a key. Of lists and
// dictionaries the begin is told, of data the size. LDMGlobalEnabled is Lockdown Mode.
#include "readers/ios_files.h"

namespace waarborg {
namespace {

constexpr std::size_t most_of_a_list = 1024, most_of_one = 256;

std::string shown(PlistValue value) {
  if (auto text = plist_text(value); !text.empty()) return text;
  if (value.is(PlistKind::data)) return std::to_string(value.data().size()) + " bytes";
  if (value.is(PlistKind::text)) return {};
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (out.size() > most_of_a_list) return out + ", ...";
    const auto key = std::string(value.key(i).text().substr(0, most_of_one));
    const auto text = plist_text(value[i]).substr(0, most_of_one);
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
