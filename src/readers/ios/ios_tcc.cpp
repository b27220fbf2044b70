// What apps were allowed or refused (microphone, photos, ...), from TCC.db, of which a sysdiagnose has a
// copy. Since iOS 14 auth_value says it, before it was `allowed`.
#include <fmt/core.h>

#include <array>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 4> states = {"denied", "unknown", "allowed", "limited"};
constexpr std::array<std::string_view, 13> reasons = {"",
                                                      "error",
                                                      "user consent",
                                                      "user set",
                                                      "system set",
                                                      "service policy",
                                                      "MDM policy",
                                                      "override policy",
                                                      "missing usage string",
                                                      "prompt timeout",
                                                      "preflight unknown",
                                                      "entitled",
                                                      "app type policy"};

template <std::size_t N>
std::string named(const std::array<std::string_view, N>& names, std::int64_t number) {
  if (number >= 0 && static_cast<std::size_t>(number) < N)
    return std::string(names[static_cast<std::size_t>(number)]);
  return fmt::format("{}", number);
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const bool newer = tables->has("access", "auth_value");
  tables->each("access",
               {"service", "client", newer ? "auth_value" : "allowed", "auth_reason?", "last_modified?"},
               [&](const TableRow& row) {
                 const auto service = row.text(0), client = row.text(1);
                 std::string state;
                 if (row.has(2))
                   state = newer ? named(states, row.number(2)) : row.number(2) != 0 ? "allowed" : "denied";
                 const auto reason = row.has(3) ? named(reasons, row.number(3)) : std::string();
                 const auto when = row.time(4, Epoch::unix_seconds);
                 PermissionGiven given{.permission = service,
                                       .state = state,
                                       .reason = reason,
                                       .when = when.when,
                                       .when_text = when.text};
                 // A client is an app, or a program by its path.
                 if (const auto slash = client.rfind('/'); slash == std::string::npos) {
                   given.app_id = {client};
                   given.process = {client};
                 } else {
                   given.path = {client};
                   given.process = {std::string_view(client).substr(slash + 1)};
                 }
                 out.add(given, row.at());
               });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"access", "access_overrides"});
}

}  // namespace

Reader ios_tcc() {
  return {.about = "What apps of iOS were allowed or refused, and when.",
          .probe = "ios.permissions",
          .paths = ios_paths({"private/var/mobile/Library/TCC/TCC.db", "private/var/root/Library/TCC/TCC.db",
                              "**/logs/Accessibility/TCC.db"}),
          .wants = database_logs,
          .emits = {PermissionGiven::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
