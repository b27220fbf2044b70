// The state of an Android system as AndroidQF wrote it down: what `getenforce` printed (selinux.txt) and the
// environment of its shell (env.txt, NAME=value a line; a value may go on in further lines). Who takes the
// guard of SELinux away, or loads a library into every program (LD_PRELOAD), shows here. Other files have
// these names, too: without acquisition.json beside, one that is not understood is none of AndroidQF's.
// Source: man 1 env, and getenforce of toybox.
#include <algorithm>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr std::size_t most_paths = 10'000;

bool is_variable(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

void property(std::string_view name, std::string_view value, std::uint64_t row, Sink& out) {
  bool cut = false;
  out.add(SystemProperty{.name = {bounded(name, cut)}, .value = bounded(value, cut)}, row);
  if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
}

// Libraries and archives that are loaded; folders where programs are looked for are none.
void paths(std::string_view value, std::uint64_t row, std::size_t& told, Sink& out) {
  for (const auto part : split(value, ':')) {
    for (const auto path : words(part)) {
      if (!path.starts_with('/') || path.size() > longest_android_value) continue;
      if (told++ == most_paths)
        out.problem(Fault::too_big, "of more than 10000 paths in the environment the rest is left out", row);
      if (told <= most_paths) out.add(FileSeen{.path = {path}}, row);
    }
  }
}

void environment(std::string_view text, bool collected, Sink& out) {
  std::size_t understood = 0, strays = 0, told = 0;
  each_line(
      text,
      [&](std::string_view line, std::uint64_t row) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || !is_variable(line.substr(0, equals))) {
          strays += understood == 0 ? 1 : 0;
          if (understood != 0) paths(line, row, told, out);
          return;
        }
        ++understood;
        const auto name = line.substr(0, equals), value = line.substr(equals + 1);
        property("env/" + std::string(name), value, row, out);
        if (name != "PATH") paths(value, row, told, out);
      },
      &out);
  if (collected && (understood == 0 || strays != 0))
    out.problem(Fault::unsupported, "a line is no variable of an environment", 0);
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  const bool collected = file.wanted(0) != nullptr;
  if (file.path.ends_with("env.txt")) return environment(text->text(), collected, out);
  const auto state = trim(text->text());
  const auto word = lower(state);
  if (word == "enforcing" || word == "permissive" || word == "disabled")
    return property("selinux", state, 0, out);
  if (collected) out.problem(Fault::unsupported, "is no state of SELinux", 0);
}

}  // namespace

Reader android_environment() {
  return {.about = "Whether SELinux guards an Android phone, and the environment of its shell.",
          .probe = "android.environment",
          .paths = {"env.txt", "selinux.txt"},
          .wants = {"./acquisition.json"},
          .emits = {SystemProperty::kind, FileSeen::kind},
          .read = read};
}

}  // namespace waarborg
