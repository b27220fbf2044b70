#include "hive_text.h"

#include <algorithm>
#include <charconv>

#include "base/digest.h"
#include "base/text.h"
#include "base/time.h"

namespace waarborg {
namespace {

Blob terminated(std::string_view text) {
  auto out = hive_utf16(text);
  put(out, std::uint16_t{0});
  return out;
}

}  // namespace

// UTF-8 of the fixture as UTF-16; what lies beyond U+FFFF as a pair.
Blob hive_utf16(std::string_view text) {
  Blob out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i++]);
    std::uint32_t c = lead;
    int more = 0;
    if (lead >= 0xF0)
      c = lead & 7u, more = 3;
    else if (lead >= 0xE0)
      c = lead & 15u, more = 2;
    else if (lead >= 0xC0)
      c = lead & 31u, more = 1;
    for (; more > 0 && i < text.size(); --more) c = c << 6 | (static_cast<std::uint8_t>(text[i++]) & 63u);
    if (c > 0xFFFF) {
      put(out, static_cast<std::uint16_t>(0xD800 + ((c - 0x10000) >> 10)));
      c = 0xDC00 + ((c - 0x10000) & 0x3FF);
    }
    put(out, static_cast<std::uint16_t>(c));
  }
  return out;
}
std::optional<std::uint64_t> hive_number(std::string_view text) {
  const int base = text.starts_with("0x") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

HiveText::Key* HiveText::Key::child(std::string_view wanted) const {
  for (const auto& k : below)
    if (lower(k->name) == lower(wanted)) return k.get();
  return nullptr;
}

bool HiveText::take(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.front() == '#') return true;
  return line.front() == '[' ? take_key(line) : line.front() == '!' ? take_option(line) : take_value(line);
}

HiveText::Key* HiveText::find(std::string_view path, bool make) {
  Key* at = &root;
  for (const auto part : split(path, '\\')) {
    if (part.empty()) continue;
    Key* next = at->child(part);
    if (next == nullptr && !make) return nullptr;
    if (next == nullptr) {
      at->below.push_back(std::make_unique<Key>());
      next = at->below.back().get();
      next->name = part;
      next->written = at->written;
    }
    at = next;
  }
  return at;
}

bool HiveText::take_key(std::string_view line) {
  const auto end = line.rfind(']');
  if (end == std::string_view::npos) return false;
  now_ = find(line.substr(1, end - 1), true);
  const auto when = trim(line.substr(end + 1));
  if (when.empty()) return true;
  const auto time = parse_time(when);
  if (!time) return false;
  now_->written = static_cast<std::uint64_t>(time->time_since_epoch().count() + 11'644'473'600'000'000) * 10;
  return true;
}

bool HiveText::take_option(std::string_view line) {
  const auto parts = words(line);
  if (parts[0] == "!dirty") return dirty = true;
  if (parts[0] == "!utf16") return wide_names = true;
  if (parts[0] == "!patch") return patches.emplace_back(trim(line.substr(6))), true;
  if (parts.size() != 2) return false;
  if (parts[0] == "!list") return list = parts[1], true;
  const auto n = hive_number(parts[1]);
  if (parts[0] == "!minor" && n) return minor = static_cast<std::uint32_t>(*n), true;
  return false;
}

bool HiveText::take_value(std::string_view line) {
  if (now_ == nullptr) return false;
  Value value;
  const bool quoted = line.front() == '"';
  const auto end = quoted ? line.find('"', 1) : line.find(' ');
  if (end == std::string_view::npos) return false;
  value.name = line.substr(quoted ? 1 : 0, end - (quoted ? 1 : 0));
  if (value.name == "@") value.name.clear();
  auto rest = trim(line.substr(end + 1));
  const auto blank = std::min(rest.find(' '), rest.size());
  const auto type = rest.substr(0, blank);
  const auto data = trim(rest.substr(blank));
  const auto n = hive_number(data);
  if (type == "sz" || type == "expand") {
    value.type = type == "sz" ? 1 : 2;
    value.data = terminated(data);
  } else if (type == "multi") {
    value.type = 7;
    for (const auto part : split(data, '|')) {
      const auto bytes = terminated(part);
      value.data.insert(value.data.end(), bytes.begin(), bytes.end());
    }
    put(value.data, std::uint16_t{0});
  } else if (type == "dword" && n) {
    value.type = 4;
    put(value.data, static_cast<std::uint32_t>(*n));
  } else if (type == "qword" && n) {
    value.type = 11;
    put(value.data, *n);
  } else if (type == "hex") {
    value.type = 3;
    std::string digits;
    for (const auto word : words(data)) digits += word;
    if (!from_hex(digits, value.data)) return false;
  } else if (const auto fill = words(data); type == "fill" && fill.size() == 2) {
    value.type = 3;
    Blob byte;
    if (!hive_number(fill[0]) || !from_hex(fill[1], byte) || byte.size() != 1) return false;
    value.data.assign(*hive_number(fill[0]), byte[0]);
  } else if (type != "none") {
    return false;
  }
  now_->values.push_back(std::move(value));
  return true;
}

}  // namespace waarborg
