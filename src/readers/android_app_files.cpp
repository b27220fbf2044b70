#include "readers/android_app_files.h"

#include <algorithm>
#include <array>

#include "readers/android_text.h"
#include "readers/ios_files.h"

namespace waarborg {
namespace {

struct Place {
  std::string_view on_phone, in_backup;
};
// The folder of the app itself is last: what is in none of the others is in it.
constexpr std::array<Place, 4> places = {
    {{"databases/", "db/"}, {"files/", "f/"}, {"shared_prefs/", "sp/"}, {"", "r/"}}};

struct Parts {
  std::string start;  // "/data/data/", "/data/user/10/", "/data/user_de/0/"
  std::string_view app;
  std::string rest;  // as on the phone
};

// What stands behind the last `folder` that begins a component; "" where there is none.
std::string_view behind(std::string_view path, std::string_view folder) {
  for (auto at = path.rfind(folder); at != std::string_view::npos; at = path.rfind(folder, at - 1)) {
    if (at == 0 || path[at - 1] == '/') return path.substr(at + folder.size());
  }
  return {};
}

std::string start_of(std::string_view folder, std::string_view user) {
  if (folder == "data/user/" && user == "0") return "/data/data/";
  return '/' + std::string(folder) + std::string(user) + '/';
}

Parts parts_of(std::string_view path) {
  Parts out{.start = "/data/data/", .app = {}, .rest = {}};
  auto rest = behind(path, "data/data/");
  for (const std::string_view folder : {"data/user/", "data/user_de/"}) {
    const auto users = behind(path, folder);
    const auto user = leading_digits(users);
    if (!rest.empty() || user.empty() || !users.substr(user.size()).starts_with('/')) continue;
    out.start = start_of(folder, user);
    rest = users.substr(user.size() + 1);
  }
  if (rest.empty()) rest = behind(path, "browser_history/");
  const bool backup = rest.empty();
  if (backup) rest = behind(path, "apps/");
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || !is_package_name(rest.substr(0, slash))) return {};
  out.app = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  if (!backup) {
    out.rest = rest;
    return out;
  }
  if (rest.starts_with("d_")) {
    out.start = "/data/user_de/0/";
    rest.remove_prefix(2);
  }
  for (const auto& place : places)
    if (rest.starts_with(place.in_backup)) {
      out.rest = std::string(place.on_phone) + std::string(rest.substr(place.in_backup.size()));
      return out;
    }
  out.rest.clear();  // of the backup itself: _manifest, an APK
  return out;
}

}  // namespace

std::vector<std::string_view> android_app_paths(std::initializer_list<AppFile> files) {
  std::vector<std::string_view> out;
  for (const auto& one : files) {
    const auto app = one.app, file = one.file;
    const auto add = [&](const std::string& start, std::string_view below) {
      out.push_back(kept_pattern(start + std::string(app) + '/' + std::string(below)));
    };
    for (const auto start : {"data/data/", "data/user/*/", "data/user_de/*/"}) add(start, file);
    const auto place = std::find_if(places.begin(), places.end(),
                                    [&](const Place& p) { return file.starts_with(p.on_phone); });
    const auto below = file.substr(place->on_phone.size());
    add("apps/", std::string(place->in_backup) + std::string(below));
    add("apps/", "d_" + std::string(place->in_backup) + std::string(below));
  }
  return out;
}

std::string_view app_of_file(std::string_view path) {
  return parts_of(path).app;
}

std::string path_on_phone(std::string_view path) {
  const auto parts = parts_of(path);
  return parts.rest.empty() ? std::string() : parts.start + std::string(parts.app) + '/' + parts.rest;
}

std::string file_of_app(std::string_view path) {
  const auto parts = parts_of(path);
  return parts.rest.empty() ? std::string() : std::string(parts.app) + '/' + parts.rest;
}

}  // namespace waarborg
