#include "readers/osquery_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "formats/purl.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

std::int64_t number_in(std::string_view text) {  // osquery writes numbers as text
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

std::string forward(std::string_view path) {
  std::string out(path);
  for (auto& c : out)
    if (c == '\\') c = '/';
  return out;
}

void system(Json item, std::uint64_t number, Sink& out) {
  const std::array<std::array<std::string_view, 3>, 3> known = {{{"hardware_serial", "serial", "strong"},
                                                                 {"uuid", "hardware-uuid", "strong"},
                                                                 {"hostname", "hostname", "weak"}}};
  for (const auto& [column, scheme, strength] : known)
    add_reported(DeviceIdentity{scheme, {item[column].text()}, strength}, number, out);
}

void service(Json item, std::uint64_t number, Sink& out) {
  const auto path = forward(item["path"].text());
  // The path is a command line as soon as it has arguments or quotes; then it is not the path of a file.
  const bool plain = path.find('"') == std::string::npos && lower(path).ends_with(".exe");
  add_reported(ServiceUnit{.name = {item["name"].text()},
                           .program = {plain ? std::string_view(path) : std::string_view()},
                           .command = item["path"].text(),
                           .description = item["display_name"].text(),
                           .user = item["user_account"].text(),
                           .state = {}},
               number, out);
}

void app(Json item, std::uint64_t number, Sink& out) {
  auto name = item["name"].text();  // of the folder
  if (name.size() > 4 && name.ends_with(".app")) name.remove_suffix(4);
  const auto version = item["bundle_short_version"].text();
  add_reported(Program{.package = {"macos", name},
                       .version_text = version.empty() ? item["bundle_version"].text() : version,
                       .location = {item["path"].text()},
                       .app_id = {item["bundle_identifier"].text()}},
               number, out);
}

void rpm(Json item, std::uint64_t number, Sink& out) {
  const auto name = item["name"].text(), arch = item["arch"].text(), epoch = item["epoch"].text();
  if (name == "gpg-pubkey") return;  // an imported key
  const auto version = std::string(item["version"].text()) + '-' + std::string(item["release"].text());
  const bool has_epoch = !epoch.empty() && epoch != "0";
  const auto purl = make_purl("rpm", "", name, version, {{"arch", arch}, {"epoch", has_epoch ? epoch : ""}});
  add_reported(Program{.package = {"rpm", name},
                       .version_text = has_epoch ? std::string(epoch) + ':' + version : version,
                       .architecture = arch,
                       .vendor = {item["vendor"].text()},
                       .purl = {purl},
                       .source = item["source"].text(),
                       .installed = from_seconds(number_in(item["install_time"].text()))},
               number, out);
}

void deb(Json item, std::uint64_t number, Sink& out) {
  const auto name = item["name"].text(), arch = item["arch"].text(), version = item["version"].text();
  const auto status = words(item["status"].text());
  const auto state = status.empty() ? std::string_view() : status.back();
  if (state == "not-installed") return;
  const auto purl = make_purl("deb", "", lower(name), version, {{"arch", arch}});
  const auto shown = "reported " + std::string(state);
  add_reported(Program{.package = {"deb", name},
                       .version_text = version,
                       .architecture = arch,
                       .author = {item["maintainer"].text()},
                       .purl = {purl},
                       .source = item["source"].text(),
                       .state = state.empty() || state == "installed" ? std::string_view() : shown,
                       .present = state == "config-files" ? Presence::residual : Presence::installed},
               number, out);
}

void program(Json item, std::uint64_t number, Sink& out) {
  const auto location = forward(item["install_location"].text());
  add_reported(Program{.package = {"windows", item["name"].text()},
                       .version_text = item["version"].text(),
                       .vendor = {item["publisher"].text()},
                       .source = item["identifying_number"].text(),
                       .installed = day_of(item["install_date"].text()),
                       .location = {location}},
               number, out);
}

}  // namespace

OsqueryRow add_osquery_row(Json row, std::uint64_t number, Sink& out) {
  const auto has = [&](std::string_view column) { return row[column].is(Json::Kind::text); };
  // A column that only one of the tables has tells which it is.
  if (has("hardware_serial")) return system(row, number, out), OsqueryRow::added;
  if (row["name"].text().empty()) return OsqueryRow::nameless;
  if (has("start_type") || has("service_type")) return service(row, number, out), OsqueryRow::added;
  if (has("bundle_identifier")) return app(row, number, out), OsqueryRow::added;
  if (has("release") && has("version")) return rpm(row, number, out), OsqueryRow::added;
  if (has("maintainer") || has("admindir") || has("revision"))
    return deb(row, number, out), OsqueryRow::added;
  if (has("publisher") || has("identifying_number") || has("install_location"))
    return program(row, number, out), OsqueryRow::added;
  return OsqueryRow::unknown;
}

bool has_member_twice(Json object) {
  std::vector<std::string_view> names;
  for (const auto& member : object.members()) names.push_back(member.first);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace waarborg
