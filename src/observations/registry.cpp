#include "observations/registry.h"

#include <algorithm>

#include "observations/kinds.h"

namespace waarborg {
namespace {

template <class K>
KindInfo describe() {
  KindInfo info{K::number, K::version, K::kind, K::personal, K::presence, {}};
  K{}.each([&](std::uint8_t number, std::string_view name, const auto& value) {
    info.fields.push_back({number, name, type_of(value)});
  });
  return info;
}

template <class... K>
std::vector<KindInfo> describe_all(KindList<K...>) {
  return {describe<K>()...};
}

}  // namespace

const FieldInfo* KindInfo::field(std::uint8_t field_number) const {
  if (field_number == 0 || field_number > fields.size()) return nullptr;
  return &fields[field_number - 1u];  // numbers run without a gap; observations_test checks it
}

const FieldInfo* KindInfo::field(std::string_view field_name) const {
  const auto at =
      std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == field_name; });
  return at == fields.end() ? nullptr : &*at;
}

const std::vector<KindInfo>& all_kinds() {
  static const std::vector<KindInfo> kinds = describe_all(AllKinds{});
  return kinds;
}

const KindInfo* kind_numbered(std::uint16_t number) {
  const auto& kinds = all_kinds();
  return number == 0 || number > kinds.size() ? nullptr : &kinds[number - 1u];
}

const KindInfo* kind_named(std::string_view name) {
  const auto& kinds = all_kinds();
  const auto at = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.name == name; });
  return at == kinds.end() ? nullptr : &*at;
}

}  // namespace waarborg
