#include "evidence/ios_domains.h"

#include <algorithm>
#include <array>
#include <utility>

namespace waarborg {
namespace {

using Place = std::pair<std::string_view, std::string_view>;

constexpr std::array<Place, 18> folders = {{
    {"BooksDomain", "private/var/mobile/Media/Books"},
    {"CameraRollDomain", "private/var/mobile"},
    {"DatabaseDomain", "private/var/db"},
    {"HealthDomain", "private/var/mobile"},
    {"HomeDomain", "private/var/mobile"},
    {"HomeKitDomain", "private/var/mobile"},
    {"InstallDomain", "private/var/installd"},
    {"KeyboardDomain", "private/var/mobile"},
    {"KeychainDomain", "private/var/Keychains"},
    {"ManagedPreferencesDomain", "private/var/Managed Preferences"},
    {"MediaDomain", "private/var/mobile"},
    {"MobileDeviceDomain", "private/var/MobileDevice"},
    {"NetworkDomain", "private/var/networkd"},
    {"ProtectedDomain", "private/var/protected"},
    {"RootDomain", "private/var/root"},
    {"SystemPreferencesDomain", "private/var/preferences"},
    {"TonesDomain", "private/var/mobile"},
    {"WirelessDomain", "private/var/wireless"},
}};

// One for each app, plug-in or group: its name follows.
constexpr std::array<Place, 5> containers = {{
    {"AppDomain-", "private/var/mobile/Containers/Data/Application/"},
    {"AppDomainGroup-", "private/var/mobile/Containers/Shared/AppGroup/"},
    {"AppDomainPlugin-", "private/var/mobile/Containers/Data/PluginKitPlugin/"},
    {"SysContainerDomain-", "private/var/containers/Data/System/"},
    {"SysSharedContainerDomain-", "private/var/containers/Shared/SystemGroup/"},
}};

}  // namespace

std::optional<std::string> folder_of_domain(std::string_view domain) {
  const auto folder =
      std::find_if(folders.begin(), folders.end(), [&](const Place& p) { return p.first == domain; });
  if (folder != folders.end()) return std::string(folder->second);
  for (const auto& [before, container] : containers) {
    if (!domain.starts_with(before)) continue;
    const auto name = domain.substr(before.size());
    if (name.empty() || name == "." || name == "..") return {};
    return std::string(container) + std::string(name);
  }
  return {};
}

bool is_in_backups(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto whole = path.starts_with("var/") ? "private/" + std::string(path) : std::string(path);
  const auto below = [&](std::string_view folder) {
    if (folder.ends_with('/')) folder.remove_suffix(1);
    return whole.starts_with(folder) && (whole.size() == folder.size() || whole[folder.size()] == '/');
  };
  const auto second = [&](const Place& p) { return below(p.second); };
  return std::any_of(folders.begin(), folders.end(), second) ||
         std::any_of(containers.begin(), containers.end(), second);
}

std::string path_on_device(std::string_view domain, std::string_view path) {
  auto out = folder_of_domain(domain).value_or(std::string(domain));
  if (!path.empty()) out.append("/").append(path);
  return out;
}

}  // namespace waarborg
