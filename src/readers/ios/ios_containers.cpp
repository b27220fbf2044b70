// Containers of apps, of extensions and of groups on an iOS device, by name: a backup names them after whom
// they belong to (AppDomain-com.example.app), also where no list of apps has that one. A container goes with
// its app. An extension's id begins with that of its app; a group's has it behind "group." as a rule.
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

struct Owner {
  std::string id;
  enum class What : std::uint8_t { app, extension, group } what = What::app;
};

// Nothing: the container has only a number, as on the device itself.
std::optional<Owner> owner_of(std::string_view path) {
  constexpr std::string_view apps = "AppDomain-", extensions = "AppDomainPlugin-", groups = "AppDomainGroup-";
  const auto folder = last_part(path);
  for (const auto& [before, what] :
       {std::pair(apps, Owner::What::app), std::pair(extensions, Owner::What::extension),
        std::pair(groups, Owner::What::group)})
    if (folder.starts_with(before) && folder.size() > before.size())
      return Owner{std::string(folder.substr(before.size())), what};
  const auto below = std::string(path) + "/";
  const auto id = container_of(below);
  if (id.empty()) return {};
  const auto has = [&](std::string_view part) { return path.find(part) != std::string_view::npos; };
  return Owner{std::string(id), has("/PluginKitPlugin/")   ? Owner::What::extension
                                : has("/Shared/AppGroup/") ? Owner::What::group
                                                           : Owner::What::app};
}

// The app that an extension or a group is named after; "" where the name has none.
std::string_view app_in(const Owner& owner) {
  constexpr std::string_view group = "group.";
  std::string_view id = owner.id;
  if (owner.what == Owner::What::extension) return id.substr(0, id.rfind('.') == id.npos ? 0 : id.rfind('.'));
  return id.starts_with(group) ? id.substr(group.size()) : std::string_view();
}

void read(const File& file, Sink& out) {
  for (std::size_t row = 0; row < file.names.size(); ++row) {
    const auto& name = file.names[row];
    const auto owner = name.what == Name::What::folder ? owner_of(name.path) : std::nullopt;
    if (!owner) continue;
    const bool on_device = name.path.find("var/") != std::string::npos;
    const auto place = on_device ? "/" + name.path : std::string();
    if (owner->what != Owner::What::group)
      add_bounded(Program{.package = {"ios", owner->id},
                          .source = "container",
                          .location = {place},
                          .app_id = {owner->id}},
                  row, out);
    if (owner->what != Owner::What::app)
      if (const auto app = app_in(*owner); !app.empty())
        add_bounded(
            PermissionGiven{.app_id = {app},
                            .permission = owner->what == Owner::What::group ? "app-group" : "app-extension",
                            .state = "registered",
                            .reason = owner->id},
            row, out);
  }
}

}  // namespace

Reader ios_containers() {
  return {.about = "Apps and extensions of an iOS device by the containers that they have.",
          .probe = "ios.containers",
          .paths = device_paths(
              {"mobile/Containers/Data/Application/*", "mobile/Containers/Data/PluginKitPlugin/*",
               "mobile/Containers/Shared/AppGroup/*"},
              {"AppDomain*-*"}),
          .emits = {Program::kind, PermissionGiven::kind},
          .shape = Shape::names,
          .read = read};
}

}  // namespace waarborg
