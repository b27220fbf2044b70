#include "indicators/index_fold.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace waarborg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

void lower_in_place(std::string& s) {
  for (char& c : s) c = lowered(c);
}

bool has_drive(std::string_view s) {
  return s.size() >= 3 && is_alpha(s[0]) && s[1] == ':' && (s[2] == '\\' || s[2] == '/');
}

bool fold_path(std::string_view text, std::string& out) {
  if (text.starts_with("\\\\?\\")) text.remove_prefix(4);
  const bool windows = has_drive(text);
  // On Apple systems /var, /etc and /tmp are links into /private; both spellings stand in evidence.
  for (const std::string_view linked : {"/private/var", "/private/etc", "/private/tmp"})
    if (text.starts_with(linked) && (text.size() == linked.size() || text[linked.size()] == '/')) {
      text.remove_prefix(8);
      break;
    }
  const bool absolute = text.starts_with('/');
  out.clear();
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(windows ? "/\\" : "/"), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && (absolute || windows)) {
      const auto slash = out.rfind('/');
      out.resize(slash == std::string::npos ? (windows ? out.size() : 0) : slash);
      continue;
    }
    if (absolute || !out.empty()) out += '/';
    out += part;
  }
  if (windows) lower_in_place(out);
  return !out.empty();
}

// A certificate's digest, with or without colons, is hexadecimal; all else is a name.
bool fold_name(std::string_view text, std::string& out) {
  out.clear();
  for (const char c : text)
    if (is_hex(c))
      out += lowered(c);
    else if (c != ':') {
      out.clear();
      break;
    }
  if (out.size() != 32 && out.size() != 40 && out.size() != 64) out = folded_name(text);
  return !out.empty();
}

bool fold_service(std::string_view text, std::string& out) {
  out.assign(trim(text));
  lower_in_place(out);
  if (out.ends_with(".service")) out.resize(out.size() - 8);
  return !out.empty();
}

bool fold_hash(std::string_view text, std::string& out) {
  out.assign(trim(text));
  lower_in_place(out);
  return !out.empty() && std::all_of(out.begin(), out.end(), is_hex);
}

// Apple puts "e:" before an address and "p:" before a number that is somebody's name in its services.
bool fold_email(std::string_view text, std::string& out) {
  text = trim(text);
  out.assign(text);
  lower_in_place(out);
  if (out.starts_with("mailto:")) out.erase(0, 7);
  if (out.starts_with("e:")) out.erase(0, 2);
  const auto at = out.find('@');
  return at != std::string::npos && at != 0 && at + 1 < out.size();
}

bool fold_phone(std::string_view text, std::string& out) {
  text = trim(text);
  if (text.starts_with("tel:")) text.remove_prefix(4);
  if (text.size() > 2 && lowered(text[0]) == 'p' && text[1] == ':') text.remove_prefix(2);
  out.clear();
  if (text.starts_with('+')) {
    out += '+';
  } else if (text.starts_with("00")) {
    out += '+';
    text.remove_prefix(2);
  }
  for (const char c : text) {
    if (is_digit(c))
      out += c;
    else if (is_alpha(c))
      return false;
  }
  return out.size() > 1;
}

bool fold_registry(std::string_view text, std::string& out) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> hives = {{
      {"hklm", "hkey_local_machine"},
      {"hkcu", "hkey_current_user"},
      {"hkcr", "hkey_classes_root"},
      {"hku", "hkey_users"},
      {"hkcc", "hkey_current_config"},
  }};
  out.assign(text);
  lower_in_place(out);
  while (out.ends_with('\\')) out.pop_back();
  const auto end = std::min(out.find('\\'), out.size());
  for (const auto& [brief, full] : hives)
    if (std::string_view(out).substr(0, end) == brief) {
      out.replace(0, end, full);
      break;
    }
  return !out.empty();
}

// A UUID however it is spelled; any other name without case.
bool fold_profile(std::string_view text, std::string& out) {
  text = trim(text);
  out.clear();
  for (const char c : text)
    if (is_hex(c)) out += lowered(c);
  const auto rest = std::count_if(text.begin(), text.end(), [](char c) { return !is_hex(c); });
  const auto spelling =
      std::count_if(text.begin(), text.end(), [](char c) { return c == '-' || c == '{' || c == '}'; });
  if (out.size() == 32 && rest == spelling) return true;
  out.assign(text);
  lower_in_place(out);
  return !out.empty();
}

// Six numbers of one or two digits (Apple leaves out zeros in front), or twelve digits in one or three
// pieces. What stands for no interface at all is no value: the void, everybody, and what Android tells apps
// instead.
bool fold_mac(std::string_view text, std::string& out) {
  constexpr std::size_t whole = 17;
  text = trim(text);
  out.clear();
  const bool spelled = text.find_first_of(":-") != std::string_view::npos;
  const auto add = [&](std::string_view digits) {
    if (digits.empty() || digits.size() > 2 || out.size() >= whole ||
        !std::all_of(digits.begin(), digits.end(), is_hex))
      return false;
    if (!out.empty()) out += ':';
    out += digits.size() == 2 ? lowered(digits[0]) : '0';
    out += lowered(digits.back());
    return true;
  };
  if (spelled) {
    const char between = text[text.find_first_of(":-")];
    for (const auto part : split(text, between))
      if (!add(part)) return false;
  } else {
    if (text.size() != 12 && !(text.size() == 14 && text[4] == '.' && text[9] == '.')) return false;
    std::string digits;
    for (const char c : text)
      if (c != '.') digits += c;
    if (digits.size() != 12) return false;
    for (std::size_t at = 0; at < digits.size(); at += 2)
      if (!add(std::string_view(digits).substr(at, 2))) return false;
  }
  return out.size() == whole && out != "00:00:00:00:00:00" && out != "ff:ff:ff:ff:ff:ff" &&
         out != "02:00:00:00:00:00";
}

// A program that is named with its folder has the name without it.
bool fold_process(std::string_view text, std::string& out) {
  if (text.starts_with('/')) text.remove_prefix(text.rfind('/') + 1);
  out.assign(text);
  return !out.empty();
}

// Apple compares bundle ids without case, and lists of Android packages are not always careful.
bool fold_app(std::string_view text, std::string& out) {
  out.assign(text);
  lower_in_place(out);
  return !out.empty();
}

bool fold_as_number(std::string_view text, std::string& out) {
  text = trim(text);
  if (text.size() > 2 && lowered(text[0]) == 'a' && lowered(text[1]) == 's') text.remove_prefix(2);
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  out.assign(text);
  return !out.empty() && out.size() <= 10 && std::all_of(out.begin(), out.end(), is_digit);
}

int hex_value(char c) {
  return is_digit(c) ? c - '0' : lowered(c) - 'a' + 10;
}

void append_decoded(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && text.size() - i > 2 && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
}

// The next component of a CPE, without escapes. A lone '*' and nothing at all are "any".
std::string_view cpe_part(std::string_view& rest, bool escapes, std::string& out) {
  out.clear();
  std::size_t i = 0;
  for (; i < rest.size() && rest[i] != ':'; ++i) {
    if (escapes && rest[i] == '\\' && i + 1 < rest.size()) ++i;
    out += lowered(rest[i]);
  }
  const auto raw = rest.substr(0, i);
  rest.remove_prefix(std::min(i + 1, rest.size()));
  if (raw == "*") out.clear();
  return raw;
}

}  // namespace

bool fold(Type type, std::string_view text, std::string& out) {
  switch (type) {
    case Type::path:
      return fold_path(text, out);
    case Type::vendor:
    case Type::signer:
    case Type::certificate:
      return fold_name(text, out);
    case Type::service:
      return fold_service(text, out);
    case Type::hash:
      return fold_hash(text, out);
    case Type::email:
      return fold_email(text, out);
    case Type::phone:
      return fold_phone(text, out);
    case Type::registry_key:
      return fold_registry(text, out);
    case Type::as_number:
      return fold_as_number(text, out);
    case Type::process:
      return fold_process(text, out);
    case Type::app_id:
      return fold_app(text, out);
    case Type::profile_id:
      return fold_profile(text, out);
    case Type::mac_address:
      return fold_mac(text, out);
    case Type::package:
    case Type::process_cut:
    case Type::device_id:
      out.assign(text);
      return !out.empty();
    default:
      return false;
  }
}

bool fold_purl(std::string_view text, PurlKey& out) {
  out.name.clear(), out.version.clear(), out.qualifiers.clear();
  if (text.size() < 5 || lower(text.substr(0, 4)) != "pkg:") return false;
  text.remove_prefix(4);
  while (text.starts_with('/')) text.remove_prefix(1);  // pkg://type is written, too
  if (const auto more = text.find_first_of("?#"); more != std::string_view::npos) {
    out.qualifiers.assign(text.substr(more));
    text = text.substr(0, more);
  }
  const auto name = text.rfind('/');
  if (name == std::string_view::npos) return false;
  if (const auto at = text.rfind('@'); at != std::string_view::npos && at > name + 1) {
    out.version += '@';
    append_decoded(text.substr(at + 1), out.version);
    text = text.substr(0, at);
  }
  const auto type_end = text.find('/');
  out.name = "pkg:";
  for (const char c : text.substr(0, type_end)) out.name += lowered(c);
  append_decoded(text.substr(type_end), out.name);
  return !out.name.ends_with('/') && type_end != 0;
}

bool fold_cpe(std::string_view text, CpeKey& out) {
  const auto start = lower(text.substr(0, 8));
  const bool newer = start == "cpe:2.3:";
  std::string decoded;
  if (newer) {
    text.remove_prefix(8);
  } else if (start.starts_with("cpe:/")) {
    append_decoded(text.substr(5), decoded);
    text = decoded;
  } else {
    return false;
  }
  for (auto& part : out) cpe_part(text, newer, part);
  return std::any_of(out.begin() + 1, out.end(), [](const std::string& part) { return !part.empty(); });
}

}  // namespace waarborg
