// The kinds as data: what the matcher, the case and the outputs know about a kind, taken from kinds.h.
#pragma once
#include <string_view>
#include <vector>

#include "observations/types.h"

namespace waarborg {

struct FieldInfo {
  std::uint8_t number;
  std::string_view name;
  Type type;
};

struct KindInfo {
  std::uint16_t number;
  std::uint16_t version;
  std::string_view name;
  bool personal;
  Presence presence;
  std::vector<FieldInfo> fields;  // in order of their numbers

  const FieldInfo* field(std::uint8_t field_number) const;
  const FieldInfo* field(std::string_view field_name) const;
};

const std::vector<KindInfo>& all_kinds();
const KindInfo* kind_numbered(std::uint16_t number);  // nullptr: a newer program wrote it
const KindInfo* kind_named(std::string_view name);

}  // namespace waarborg
