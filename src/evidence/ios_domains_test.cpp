// Where domains lie, and which names must not become one.
#include "evidence/ios_domains.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(IosDomains, paths_on_the_device) {
  const struct {
    std::string_view domain, path, device;
  } cases[] = {
      {"HomeDomain", "Library/SMS/sms.db", "private/var/mobile/Library/SMS/sms.db"},
      {"HomeDomain", "", "private/var/mobile"},
      {"RootDomain", "Library/Caches/locationd/clients.plist",
       "private/var/root/Library/Caches/locationd/clients.plist"},
      {"WirelessDomain", "Library/Databases/DataUsage.sqlite",
       "private/var/wireless/Library/Databases/DataUsage.sqlite"},
      {"AppDomain-com.example", "Documents/x",
       "private/var/mobile/Containers/Data/Application/com.example/Documents/x"},
      {"AppDomainGroup-group.example", "x", "private/var/mobile/Containers/Shared/AppGroup/group.example/x"},
      {"AppDomainPlugin-com.example.share", "x",
       "private/var/mobile/Containers/Data/PluginKitPlugin/com.example.share/x"},
      {"SysContainerDomain-com.example", "x", "private/var/containers/Data/System/com.example/x"},
      {"SysSharedContainerDomain-systemgroup.com.example", "x",
       "private/var/containers/Shared/SystemGroup/systemgroup.com.example/x"},
      {"ManagedPreferencesDomain", "mobile/x.plist", "private/var/Managed Preferences/mobile/x.plist"},
      // Not known, or not what they look like.
      {"FutureDomain", "x", "FutureDomain/x"},
      {"homedomain", "x", "homedomain/x"},
      {"AppDomain-", "x", "AppDomain-/x"},
      {"AppDomain-..", "x", "AppDomain-../x"},
      {"AppDomainGroup-.", "x", "AppDomainGroup-./x"},
      {"AppDomain", "x", "AppDomain/x"},
  };
  for (const auto& c : cases) EXPECT_EQ(path_on_device(c.domain, c.path), c.device) << c.domain;
}

TEST(IosDomains, what_a_backup_may_hold) {
  for (const auto* path : {"/private/var/mobile/Library/x", "/var/root/x", "/private/var/db",
                           "/private/var/containers/Data/System/x"})
    EXPECT_TRUE(is_in_backups(path)) << path;
  for (const auto* path : {"/private/var/tmp/x", "/var/tmp/x", "/private/var/mobilex", "/usr/libexec/x", "/",
                           "", "/private/var"})
    EXPECT_FALSE(is_in_backups(path)) << path;
}

}  // namespace
}  // namespace waarborg
