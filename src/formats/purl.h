// A package URL from its parts: pkg:TYPE/NAMESPACE/NAME@VERSION?key=value. Each part is percent-encoded as
// the purl specification asks (letters, digits, '.', '-', '_', '~' and ':' stay); empty parts and qualifiers
// are left out. The caller brings type, namespace and name to the case that its ecosystem has.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace waarborg {

// `space` may hold several segments, '/' between them. Qualifiers stand in the order of their keys; the
// caller gives them so.
std::string make_purl(std::string_view type, std::string_view space, std::string_view name,
                      std::string_view version,
                      std::initializer_list<std::pair<std::string_view, std::string_view>> qualifiers = {});

}  // namespace waarborg
