#include "readers/ios_layouts.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "readers/ios_files.h"

namespace waarborg {
namespace {

constexpr std::string_view var = "private/var/";

// Containers have a domain each, other folders share few.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> containers = {{
    {"mobile/Containers/Data/Application/*/", "AppDomain-*/"},
    {"mobile/Containers/Data/PluginKitPlugin/*/", "AppDomainPlugin-*/"},
    {"mobile/Containers/Shared/AppGroup/*/", "AppDomainGroup-*/"},
    {"containers/Data/System/*/", "SysContainerDomain-*/"},
    {"containers/Shared/SystemGroup/*/", "SysSharedContainerDomain-*/"},
}};

// Not those that apps of other systems have as well, such as History.db.
constexpr std::array<std::string_view, 24> own_names = {"Accounts3.sqlite",
                                                        "AddressBook.sqlitedb",
                                                        "BrowserState.db",
                                                        "Calendar.sqlitedb",
                                                        "CallHistory.storedata",
                                                        "CallHistoryTemp.storedata",
                                                        "CellularUsage.db",
                                                        "ChatStorage.sqlite",
                                                        "CloudConfigurationDetails.plist",
                                                        "CloudTabs.db",
                                                        "ContactsV2.sqlite",
                                                        "DataUsage.sqlite",
                                                        "MCProfileEvents.plist",
                                                        "MCSettingsEvents.plist",
                                                        "SafariTabs.db",
                                                        "Shortcuts.sqlite",
                                                        "TrustStore.sqlite3",
                                                        "com.apple.identityservices.idstatuscache.plist",
                                                        "com.apple.networkextension.plist",
                                                        "com.apple.osanalytics.addaily.plist",
                                                        "idstatuscache.plist",
                                                        "interactionC.db",
                                                        "netusage.sqlite",
                                                        "sms.db"};
static_assert(std::is_sorted(own_names.begin(), own_names.end()));

std::string in_domain(std::string_view below_var) {
  for (const auto& [container, domain] : containers)
    if (below_var.starts_with(container))
      return std::string(domain) + std::string(below_var.substr(container.size()));
  const auto slash = below_var.find('/');
  return slash == std::string_view::npos ? std::string() : "*Domain" + std::string(below_var.substr(slash));
}

}  // namespace

void add_layouts(std::vector<std::string_view>& patterns) {
  const auto add = [&](std::string text) {
    if (text.empty() || std::ranges::find(patterns, text) != patterns.end()) return;
    patterns.push_back(kept_pattern(std::move(text)));
  };
  for (std::size_t i = 0, n = patterns.size(); i < n; ++i) {
    if (!patterns[i].starts_with(var)) continue;
    const auto below = patterns[i].substr(var.size());
    const auto name = last_part(below);
    add("var/" + std::string(below));
    add(std::string(below));
    add(in_domain(below));
    if (std::ranges::binary_search(own_names, name)) add("**/" + std::string(name));
  }
}

}  // namespace waarborg
