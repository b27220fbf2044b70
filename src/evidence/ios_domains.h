// Where the files of an iOS backup lie on the device. A backup sorts files by domain, not by path; which
// folder a domain stands for was written in /System/Library/Backup/Domains.plist until iOS 16, as of iOS 16.4
// at https://gist.github.com/leminlimez/c602c067349140fe979410ef69d39c28 (2024-11-19). Containers of apps and
// groups have a folder of a random name there; here it is the name of the app or group, which says more and
// is the same each time.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace waarborg {

// "HomeDomain" → "private/var/mobile"; without '/' at either end. Nothing: a domain that is not known.
std::optional<std::string> folder_of_domain(std::string_view domain);
// The same with a path of that domain behind it. Of an unknown domain its own name is the folder.
std::string path_on_device(std::string_view domain, std::string_view path);
// May a backup have something at that path of a device ("/private/var/tmp/x", "/var/..." stands for
// "/private/var/...")? Most of a device is not in its backup.
bool is_in_backups(std::string_view path);

}  // namespace waarborg
