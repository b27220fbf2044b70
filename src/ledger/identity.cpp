#include <algorithm>
#include <array>

#include "base/text.h"
#include "ledger/entry.h"

namespace waarborg {
namespace {

// What makers of boards and firmware leave where a number belongs, in small letters. The UUIDs are the ones
// of boards whose maker never set any, as written in either byte order.
constexpr std::array<std::string_view, 36> placeholders = {
    "to be filled by o.e.m.",
    "to be filled by o.e.m",
    "to be filled by oem",
    "filled by o.e.m.",
    "o.e.m.",
    "oem",
    "default string",
    "default",
    "system serial number",
    "systemserialnumb",
    "chassis serial number",
    "base board serial number",
    "board serial number",
    "serial number",
    "serial",
    "none",
    "null",
    "nil",
    "n/a",
    "na",
    "empty",
    "unknown",
    "invalid",
    "undefined",
    "uninitialized",  // machine-id(5): an image before its first start
    "not specified",
    "not applicable",
    "not available",
    "not settable",
    "no asset information",
    "123456789",
    "1234567890",
    "0123456789",
    "0123456789abcdef",
    "03000200-0400-0500-0006-000700080009",
    "00020003-0004-0005-0006-000700080009",
};

// 0, 00000000, XXXXXXX, ffffffff-ffff-...: one character over and over says nothing.
bool one_character(std::string_view text) {
  char only = 0;
  for (const char c : text) {
    if (c == '-' || c == '.' || c == ':' || c == ' ' || c == '_' || c == '/' || c == '{' || c == '}')
      continue;
    if (only != 0 && c != only) return false;
    only = c;
  }
  return true;
}

}  // namespace

bool is_placeholder(std::string_view value) {
  const auto text = lower(trim(value));
  return one_character(text) ||
         std::find(placeholders.begin(), placeholders.end(), text) != placeholders.end();
}

bool binds(const Identifier& identifier) {
  return identifier.strong && !is_placeholder(identifier.value);
}

}  // namespace waarborg
