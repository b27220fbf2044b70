#include "readers/ios_apps.h"

#include "base/text.h"

namespace waarborg {
namespace {

std::string_view state_of(PlistValue metadata, std::string_view bundle) {
  if (!metadata.is(PlistKind::dict)) return "without metadata";
  return bundle.empty() ? "its metadata have no bundle id" : std::string_view();
}

std::string first_of(PlistValue dict, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (auto text = plist_text(dict[key]); !text.empty()) return text;
  return {};
}

}  // namespace

void add_store_app(PlistValue metadata, std::string_view key, std::uint64_t row, Sink& out) {
  const auto version = first_of(metadata, {"bundleShortVersionString", "bundleVersion"});
  const auto vendor = first_of(metadata, {"artistName", "playlistArtistName"});
  const auto name = first_of(metadata, {"itemName", "bundleDisplayName", "playlistName"});
  const auto installer = plist_text(metadata["sourceApp"]);
  const auto bought = metadata["com.apple.iTunesStore.downloadInfo"]["purchaseDate"];
  const auto bundle = metadata["softwareVersionBundleId"].text();
  const auto id = bundle.empty() ? key : bundle;
  Program app{.package = {"ios", id.empty() ? std::string_view(name) : id},
              .version_text = version,
              .vendor = {vendor},
              .source = "App Store metadata",
              .state = state_of(metadata, bundle),
              .description = name,
              .installed = plist_time(bought.is(PlistKind::null) ? metadata["purchaseDate"] : bought),
              .app_id = {id},
              .installer = installer};
  add_bounded(app, row, out);
  if (key.empty() || lower(key) == lower(id)) return;
  app.package.name = key;
  app.app_id = {key};
  app.state = "its metadata name another bundle id";
  add_bounded(app, row, out);
}

bool add_app_bundle(PlistValue info, std::string_view location, std::string_view state, std::uint64_t row,
                    Sink& out) {
  const auto id = info["CFBundleIdentifier"].text();
  const auto name = first_of(info, {"CFBundleDisplayName", "CFBundleName", "CFBundleExecutable"});
  if (id.empty() && name.empty()) return false;
  const auto version = first_of(info, {"CFBundleShortVersionString", "CFBundleVersion"});
  add_bounded(Program{.package = {"ios", id.empty() ? std::string_view(name) : id},
                      .version_text = version,
                      .source = "app bundle",
                      .state = id.empty() ? "without bundle id" : state,
                      .description = name,
                      .location = {location},
                      .app_id = {id}},
              row, out);
  return true;
}

void add_apple_release(std::string_view name, std::string_view version, std::string_view build,
                       std::string_view model, std::uint64_t row, Sink& out) {
  if (version.empty() && build.empty()) return;
  const auto folded = lower(name.substr(0, 64));
  std::string_view id = "ios", platform = "ios";
  if (folded.starts_with("mac"))
    id = platform = "macos";
  else if (model.starts_with("iPad") || folded.starts_with("ipad"))
    id = "ipados";
  else if (folded.starts_with("watch") || folded.find("tv") != std::string::npos)
    id = folded.starts_with("watch") ? "watchos" : "tvos", platform = "";
  if (name.empty()) name = id == "ipados" ? "iPadOS" : "iOS";
  std::string pretty(name.substr(0, 256));
  (pretty += ' ') += version.substr(0, 256);
  if (!model.empty()) (pretty += ", ") += model.substr(0, 256);
  add_bounded(OsRelease{.id = id,
                        .name = name,
                        .version_id = version,
                        .pretty_name = pretty,
                        .platform = platform,
                        .build = build},
              row, out);
}

}  // namespace waarborg
