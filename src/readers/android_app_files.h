// Where apps of Android keep their data, as it lies on the phone (/data/data/APP/databases/x,
// /data/user/0/APP, /data/user_de/0/APP), in a backup (apps/APP/db/x; "r" is the folder of the app itself,
// "f" its files, "sp" its preferences, and with "d_" before these what may be read before the phone is
// unlocked) and as AndroidQF names browsers (browser_history/APP/PROFILE/History). Source: FullBackup of the
// platform.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

// Patterns of a file below the folder of an app, in all of these places: android_app_paths({{"com.whatsapp",
// "databases/msgstore.db"}}). Each lives as long as the program.
struct AppFile {
  std::string_view app, file;
};
std::vector<std::string_view> android_app_paths(std::initializer_list<AppFile> files);

// The app in whose folder a path lies; "" where there is none.
std::string_view app_of_file(std::string_view path);
// The path that it has on the phone: /data/data/APP/databases/x; "" where it lies in no folder of an app.
std::string path_on_phone(std::string_view path);
// The same without where it begins: "APP/databases/x".
std::string file_of_app(std::string_view path);

}  // namespace waarborg
