#include "observations/types.h"

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

constexpr std::array<std::string_view, type_count> type_names = {
    "text",        "number",    "flag",      "time",        "presence",   "domain",    "url",
    "ip",          "path",      "package",   "vendor",      "service",    "process",   "hash",
    "purl",        "cpe",       "email",     "phone",       "app-id",     "signer",    "registry-key",
    "certificate", "as-number", "device-id", "process-cut", "profile-id", "file-name", "mac-address"};
constexpr std::array<std::string_view, 6> presence_names = {"",          "installed", "declared",
                                                            "file-only", "residual",  "historic"};

template <class E, std::size_t N>
std::optional<E> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return {};
  return static_cast<E>(at - names.begin());
}

}  // namespace

std::string_view name_of(Type type) {
  const auto i = static_cast<std::size_t>(type);
  return i < type_names.size() ? type_names[i] : "unknown";
}
std::optional<Type> type_named(std::string_view name) {
  return find_name<Type>(type_names, name);
}

std::string_view name_of(Presence presence) {
  const auto i = static_cast<std::size_t>(presence);
  return i < presence_names.size() ? presence_names[i] : "";
}
std::optional<Presence> presence_named(std::string_view name) {
  return name.empty() ? std::nullopt : find_name<Presence>(presence_names, name);
}

}  // namespace waarborg
