#include "indicators/meet.h"

#include <algorithm>

#include "observations/registry.h"

namespace waarborg {

bool can_meet(Type field, Type indicator) {
  if (field == indicator) return true;
  if (field == Type::url) return indicator == Type::domain || indicator == Type::ip;
  if (field == Type::file_name) return indicator == Type::path;
  return field == Type::process_cut && (indicator == Type::process || indicator == Type::app_id);
}

bool can_be_met(const Indicator& indicator) {
  const auto& kinds = all_kinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const KindInfo& kind) {
    const auto has = [&](Type wanted) {
      return std::any_of(kind.fields.begin(), kind.fields.end(), [&](const FieldInfo& field) {
        // An address of mail has a host, too.
        return can_meet(field.type, wanted) || (field.type == Type::email && wanted == Type::domain);
      });
    };
    return has(indicator.type) && std::all_of(indicator.also.begin(), indicator.also.end(),
                                              [&](const Condition& c) { return has(c.type); });
  });
}

}  // namespace waarborg
