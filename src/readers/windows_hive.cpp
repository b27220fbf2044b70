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

// By the keys at its root: file names of hives are lost when somebody collects them.
HiveUse use_of(Hive& hive) {
  auto use = HiveUse::other;
  hive.each_subkey(hive.root(), [&](const HiveKey& key) {
    const auto name = lower(key.name);
    if (name == "select" || name == "controlset001")
      use = HiveUse::system;
    else if (name == "microsoft")
      use = HiveUse::software;
    else if (name == "software")
      use = HiveUse::user;
    return use == HiveUse::other;
  });
  return use;
}

std::string user_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto name = lower(path.substr(slash == std::string_view::npos ? 0 : slash + 1));
  if (name == "default") return ".DEFAULT";
  if (slash == std::string_view::npos) return {};
  path = path.substr(0, slash);
  return to_utf8(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
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
  const auto held = std::make_shared<Held>(Held{out});
  auto hive = Hive::open(*file.source, [held](const Error& e) { held->take(e); });
  if (!hive) {
    held->release();
    out.problem(hive.error().fault, hive.error().what, hive.error().offset);
    return std::nullopt;
  }
  const auto use = use_of(*hive);
  // A damaged hive may have lost the very keys that say what it is.
  if (!wanted(use) && (use != HiveUse::other || held->waiting.empty())) return std::nullopt;
  held->release();
  if (!wanted(use)) return std::nullopt;
  constexpr std::uint64_t sequence_numbers = 4;
  if (hive->dirty())
    out.problem(Fault::unsupported,
                "the hive was in use when it was copied; its logs are not replayed, so its newest changes "
                "may be missing",
                sequence_numbers);
  auto user = use == HiveUse::user ? user_of(file.path) : std::string();
  return WindowsHive{std::move(*hive), use, std::move(user)};
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
