#include "readers/app_names.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_name = 223;  // of a package, as the package manager takes them

// What names of apps begin with, beside the two letters of a country.
constexpr auto tops = std::to_array<std::string_view>(
    {"air",    "android", "app",  "biz",  "blog", "club",  "cloud",  "com",    "dev",   "digital",
     "edu",    "games",   "gov",  "info", "int",  "live",  "mobi",   "mobile", "name",  "net",
     "online", "org",     "plus", "pro",  "shop", "site",  "social", "space",  "store", "studio",
     "system", "team",    "tech", "top",  "web",  "works", "world",  "xyz"});
constexpr auto libraries = std::to_array<std::string_view>(
    {"android.intent.", "java.", "javax.", "kotlin.", "kotlinx.", "androidx.", "dalvik.", "libcore."});
// Behind these stands an app, whatever it begins with.
constexpr auto marks = std::to_array<std::string_view>(
    {"pkg=", "package=", "package:", "packageName=", "pkgName=", "packagename=", "cmp=", "callingPackage=",
     "app=", "process=", "processName="});

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool in_word(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '$';
}

bool is_package(std::string_view name) {
  if (name.size() > longest_name || name.find('.') == std::string_view::npos) return false;
  const auto labels = split(name, '.');
  return std::ranges::all_of(labels, [](std::string_view label) {
    return !label.empty() && is_letter(label.front()) && label.find('$') == std::string_view::npos;
  });
}

bool begins_like_one(std::string_view name) {
  const auto first = lower(name.substr(0, name.find('.')));
  return first.size() == 2 || std::ranges::find(tops, first) != tops.end();
}

// "tracker.hidden/.Main", "tracker.hidden/tracker.hidden.Main"
bool is_component(std::string_view name, std::string_view behind) {
  if (!behind.starts_with('/')) return false;
  behind.remove_prefix(1);
  return behind.starts_with('.') || behind.starts_with(name);
}

// "com.example.ui.Main" may be a class of com.example: what stands before the first capital.
std::string_view before_class(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    if (is_upper(name[at])) return name.substr(0, at == 0 ? 0 : at - 1);
    const auto dot = name.find('.', at);
    if (dot == std::string_view::npos) break;
    at = dot + 1;
  }
  return {};
}

}  // namespace

std::vector<std::string_view> apps_in_text(std::string_view text) {
  std::vector<std::string_view> out;
  std::unordered_set<std::string_view> told;
  const auto add = [&](std::string_view name) {
    if (is_package(name) && told.insert(name).second) out.push_back(name);
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && in_word(text[end]) && !text.substr(end).starts_with("..")) ++end;
    auto word = text.substr(at, end - at);
    const auto before = text.substr(0, at);
    at = end;
    word = word.substr(0, word.find('$'));
    while (!word.empty() && word.back() == '.') word.remove_suffix(1);
    if (word.find('.') == std::string_view::npos) continue;
    // The host of a link or of an address of mail; a class whose package stands before the '/'.
    const bool of_app = before.ends_with("android-app://") || before.ends_with("content://");
    if ((before.ends_with("://") && !of_app) || before.ends_with('@') || before.ends_with("/.")) continue;
    const bool marked = of_app || is_component(word, text.substr(end)) ||
                        std::ranges::any_of(marks, [&](auto mark) { return before.ends_with(mark); });
    if (!marked && !begins_like_one(word)) continue;
    if (std::ranges::any_of(libraries, [&](auto library) { return word.starts_with(library); })) continue;
    const auto package = before_class(word);
    for (auto dot = package.find('.'); dot != std::string_view::npos && dot != package.size();) {
      dot = std::min(package.find('.', dot + 1), package.size());
      add(package.substr(0, dot));
    }
    add(word);
  }
  return out;
}

void add_mentioned_apps(std::string_view text, AppMentioned about, std::uint64_t offset, Sink& out) {
  for (const auto name : apps_in_text(text)) {
    about.app_id = {name};
    out.add(about, offset);
  }
}

}  // namespace waarborg
