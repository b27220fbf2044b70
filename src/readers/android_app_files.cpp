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
  std::string_view app, rest;
  bool backup = false;
};

// What stands behind the last `folder` that begins a component.
std::string_view behind(std::string_view path, std::string_view folder) {
  for (auto at = path.rfind(folder); at != std::string_view::npos && at + 1 != 0;
       at = at == 0 ? std::string_view::npos : path.rfind(folder, at - 1))
    if (at == 0 || path[at - 1] == '/') return path.substr(at + folder.size());
  return {};
}

Parts parts_of(std::string_view path) {
  Parts out;
  auto rest = behind(path, "data/data/");
  for (const std::string_view folder : {"data/user/", "data/user_de/"})
    if (const auto users = behind(path, folder); rest.empty() && users.find('/') != std::string_view::npos)
      rest = users.substr(users.find('/') + 1);
  if (rest.empty()) rest = behind(path, "browser_history/");
  if (rest.empty()) rest = behind(path, "apps/"), out.backup = !rest.empty();
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || !is_package_name(rest.substr(0, slash))) return {};
  out.app = rest.substr(0, slash);
  out.rest = rest.substr(slash + 1);
  return out;
}

}  // namespace

std::vector<std::string_view> android_app_paths(std::initializer_list<AppFile> files) {
  std::vector<std::string_view> out;
  for (const auto& [app, file] : files) {
    const auto add = [&](const std::string& start, std::string_view below) {
      out.push_back(kept_pattern(start + std::string(app) + '/' + std::string(below)));
    };
    for (const auto start : {"data/data/", "data/user/*/", "data/user_de/*/"}) add(start, file);
    const auto place = std::find_if(places.begin(), places.end(),
                                    [&, f = file](const Place& p) { return f.starts_with(p.on_phone); });
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
  auto [app, rest, backup] = parts_of(path);
  if (app.empty()) return {};
  std::string start = "/data/data/";
  if (backup) {
    if (rest.starts_with("d_")) start = "/data/user_de/0/", rest.remove_prefix(2);
    for (const auto& place : places)
      if (rest.starts_with(place.in_backup))
        return start + std::string(app) + '/' + std::string(place.on_phone) +
               std::string(rest.substr(place.in_backup.size()));
    return {};
  }
  return start + std::string(app) + '/' + std::string(rest);
}

}  // namespace waarborg
