#include "readers/android_text.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

}  // namespace

std::string_view bounded(std::string_view value, bool& cut) {
  if (value.size() <= longest_android_value) return value;
  cut = true;
  value = value.substr(0, longest_android_value);
  for (int i = 0; i < 3 && !is_utf8(value); ++i) value.remove_suffix(1);
  return value;
}

bool is_package_name(std::string_view text) {
  return !text.empty() && text.size() <= 255 && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), is_name_char);
}

std::string_view app_of_process(std::string_view process) {
  const auto name = process.substr(0, process.find(':'));
  return name.find('.') != std::string_view::npos && is_package_name(name) ? name : std::string_view();
}

std::string_view package_of_component(std::string_view component) {
  const auto slash = component.find('/');
  if (slash == std::string_view::npos || slash + 1 == component.size()) return {};
  const auto package = component.substr(0, slash);
  return is_package_name(package) ? package : std::string_view();
}

std::size_t indent_of(std::string_view line) {
  std::size_t columns = 0;
  for (const char c : line) {
    if (c != ' ' && c != '\t') break;
    columns = c == ' ' ? columns + 1 : columns / 8 * 8 + 8;
  }
  return columns;
}

std::string_view leading_digits(std::string_view text) {
  return text.substr(0, text.find_first_not_of("0123456789"));
}

std::string_view between(std::string_view text, std::string_view open, std::string_view close) {
  const auto from = text.find(open);
  if (from == std::string_view::npos) return {};
  text.remove_prefix(from + open.size());
  const auto to = text.find(close);
  return to == std::string_view::npos ? std::string_view() : text.substr(0, to);
}

std::string digest_text(std::string_view text, std::size_t bytes) {
  std::string out;
  for (const char c : text) {
    const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    if (c == ':') continue;
    if (!((small >= '0' && small <= '9') || (small >= 'a' && small <= 'f'))) return {};
    if (out.size() == 2 * bytes) return {};
    out += small;
  }
  return out.size() == 2 * bytes ? out : std::string();
}

}  // namespace waarborg
