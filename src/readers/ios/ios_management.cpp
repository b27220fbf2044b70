// Who manages an iOS device: CloudConfigurationDetails.plist (supervision and automated enrolment) and
// MDM.plist (the server that the device obeys), beside its configuration profiles. Keys: Apple, Device
// Management, https://developer.apple.com/documentation/devicemanagement (seen 2026-11).
#include <array>

#include "readers/ios_profile_parts.h"

namespace waarborg {
namespace {

constexpr std::array<std::array<std::string_view, 2>, 8> known = {
    {{"IsSupervised", "supervised"},
     {"IsMandatory", "enrolment-mandatory"},
     {"IsMDMUnremovable", "mdm-unremovable"},
     {"AllowPairing", "allow-pairing"},
     {"PostSetupProfileWasInstalled", "profile-after-setup"},
     {"IsMultiUser", "shared-device"},
     {"AwaitDeviceConfigured", "await-configuration"},
     {"IsReturnToService", "return-to-service"}}};

void cloud(PlistValue root, Sink& out) {
  const auto organisation = root["OrganizationName"].text();
  for (const auto& [key, what] : known)
    if (const auto value = yes_no(root[key]); !value.empty())
      add_bounded(ManagementState{.what = what, .value = value, .organisation = organisation}, 0, out);
  for (const auto* key : {"ConfigurationURL", "ConfigurationWebURL"})
    if (const auto url = root[key].text(); !url.empty())
      add_bounded(
          ManagementState{.what = "enrolment", .value = "yes", .server = {url}, .organisation = organisation},
          0, out);
  if (const auto source = plist_text(root["ConfigurationSource"]); !source.empty())
    add_bounded(
        ManagementState{.what = "configuration-source", .value = source, .organisation = organisation}, 0,
        out);
}

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!root.is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  if (!file.path.ends_with("MDM.plist")) return cloud(root, out);
  const auto rights = plist_text(root["AccessRights"]);
  for (const auto* key : {"ServerURL", "CheckInURL"})
    if (const auto url = root[key].text(); !url.empty())
      add_bounded(ManagementState{.what = "mdm",
                                  .value = rights.empty() ? std::string("yes") : "access rights " + rights,
                                  .server = {url},
                                  .organisation = root["OrganizationName"].text()},
                  0, out);
}

}  // namespace

Reader ios_management() {
  return {.about = "Supervision and management of an iOS device.",
          .probe = "ios.management",
          .paths = profile_paths({"CloudConfigurationDetails.plist", "MDM.plist"}),
          .emits = {ManagementState::kind},
          .read = read};
}

}  // namespace waarborg
