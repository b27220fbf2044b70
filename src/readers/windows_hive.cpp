#include "readers/windows_hive.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096;

// Problems wait until it is known whether the hive is this reader's.
struct Held {
  Sink& out;
  std::vector<Error> waiting{};
  bool through = false;

  void take(const Error& e) {
    if (through)
      out.problem(e.fault, e.what, e.offset);
    else
      waiting.push_back(e);
  }
  void release() {
    through = true;
    for (const auto& e : waiting) out.problem(e.fault, e.what, e.offset);
    waiting.clear();
  }
};

using Uses = std::array<bool, 4>;

bool& at(Uses& uses, HiveUse which) {
  return uses[static_cast<std::size_t>(which)];
}

// By every key at its root: one that somebody added must not hide what the others say.
Uses uses_by_keys(Hive& hive) {
  Uses out{};
  hive.each_subkey(hive.root(), [&](const HiveKey& key) {
    const auto name = lower(key.name);
    at(out, HiveUse::system) |= name == "select" || name.starts_with("controlset");
    at(out, HiveUse::software) |= name == "microsoft";
    at(out, HiveUse::user) |= name == "software";
    return true;
  });
  return out;
}

std::string_view name_in(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// By its name, which is lost when somebody collects hives under names of their own.
HiveUse use_by_name(std::string_view path) {
  const auto name = lower(name_in(path));
  return name == "system"                            ? HiveUse::system
         : name == "software"                        ? HiveUse::software
         : name == "ntuser.dat" || name == "default" ? HiveUse::user
                                                     : HiveUse::other;
}

// Files named "system" or "software" lie about everywhere. One that is no hive, and neither where Windows has
// its hives nor spelled as Windows spells them, is somebody else's.
bool is_namesake(const File& file) {
  const auto name = name_in(file.path);
  if (name == "SYSTEM" || name == "SOFTWARE" || use_by_name(name) == HiveUse::user) return false;
  if (lower(file.path).ends_with("config/" + lower(name))) return false;
  Blob head(4);
  return use_by_name(name) != HiveUse::other &&
         (file.source->size() < head.size() || !file.source->read(0, head) || as_text(head) != "regf");
}

std::string user_of(std::string_view path) {
  const auto slash = path.rfind('/');
  if (lower(name_in(path)) == "default") return ".DEFAULT";
  if (slash == std::string_view::npos) return {};
  return to_utf8(name_in(path.substr(0, slash)));
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> prefixes = {{
    {"\\??\\", ""},
    {"\\\\?\\", ""},
    {"\\systemroot\\", "C:/Windows/"},
    {"%systemroot%\\", "C:/Windows/"},
    {"%windir%\\", "C:/Windows/"},
    {"system32\\", "C:/Windows/System32/"},
    {"syswow64\\", "C:/Windows/SysWOW64/"},
    {"%programfiles%\\", "C:/Program Files/"},
    {"%programfiles(x86)%\\", "C:/Program Files (x86)/"},
    {"%programdata%\\", "C:/ProgramData/"},
}};

}  // namespace

std::optional<WindowsHive> open_windows_hive(const File& file, bool (*wanted)(HiveUse), Sink& out) {
  if (is_namesake(file)) return std::nullopt;
  const auto held = std::make_shared<Held>(Held{out});
  auto hive = Hive::open(*file.source, [held](const Error& e) { held->take(e); });
  if (!hive) {
    held->release();
    out.problem(hive.error().fault, hive.error().what, hive.error().offset);
    return std::nullopt;
  }
  const auto keys = uses_by_keys(*hive);
  const auto named = use_by_name(file.path);
  auto could_be = keys;
  if (named != HiveUse::other) at(could_be, named) = true;
  auto use = named;
  bool mine = false, any = false;
  for (const auto which : {HiveUse::system, HiveUse::software, HiveUse::user}) {
    if (!at(could_be, which)) continue;
    if (use == HiveUse::other) use = which;
    any = true;
    mine |= wanted(which);
  }
  if (any && !mine) return std::nullopt;
  held->release();
  if (!any) {
    out.problem(Fault::unsupported, "neither its name nor a key at its root says which hive this is", 0);
    return std::nullopt;
  }
  if (named != HiveUse::other && !keys[static_cast<std::size_t>(named)])
    out.problem(Fault::malformed, "no key at its root is one that a hive of this name has",
                hive->root().offset);
  constexpr std::uint64_t sequence_numbers = 4;
  if (hive->dirty())
    out.problem(Fault::unsupported,
                "the hive was in use when it was copied; its logs are not replayed, so its newest changes "
                "may be missing",
                sequence_numbers);
  auto user = use == HiveUse::user ? user_of(file.path) : std::string();
  return WindowsHive{std::move(*hive), use, could_be, std::move(user)};
}

std::string short_text(Hive& hive, const HiveKey& key, std::string_view name, Sink& out) {
  const auto value = hive.value(key, name);
  if (!value) return {};
  auto text = hive.text(*value);
  if (text.size() <= longest_value) return text;
  out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", value->offset);
  text.resize(longest_value);
  return to_utf8(text);
}

std::string windows_path(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.find('"', 1) - 1);
  std::string out;
  for (bool again = true; std::exchange(again, false);)
    for (const auto& [prefix, instead] : prefixes)
      if (out.empty() && lower(text.substr(0, prefix.size())) == prefix) {
        text.remove_prefix(prefix.size());
        out = instead;
        again = instead.empty();
      }
  out += text;
  std::replace(out.begin(), out.end(), '\\', '/');
  return out;
}

std::string program_of_command(std::string_view command) {
  command = trim(command);
  if (command.starts_with('"')) return windows_path(command);
  const auto low = lower(command);
  auto end = std::string::npos;
  for (const std::string_view ending : {".exe", ".sys", ".dll"})
    for (auto at = low.find(ending); at != std::string::npos; at = low.find(ending, at + 1))
      if (at + 4 == low.size() || low[at + 4] == ' ') {
        end = std::min(end, at + 4);
        break;
      }
  if (end == std::string::npos) end = std::min(command.find(' '), command.size());
  return windows_path(command.substr(0, end));
}

}  // namespace waarborg
