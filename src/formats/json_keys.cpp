#include "formats/json_keys.h"

#include <unordered_set>

namespace waarborg {

// JsonDocument bounds the nesting.
std::string_view doubled_key(Json value) {
  std::string_view out;
  const auto within = [&](Json inner) {
    if (out.empty()) out = doubled_key(inner);
  };
  if (value.is(Json::Kind::array)) value.each(within);
  if (!value.is(Json::Kind::object)) return out;
  std::unordered_set<std::string_view> seen;
  for (const auto& [key, inner] : value.members()) {
    if (!seen.insert(key).second) return key.empty() ? "\"\"" : key;
    within(inner);
  }
  return out;
}

}  // namespace waarborg
