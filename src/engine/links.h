// Follows links the way the system would whose root the evidence is: absolute ones begin at that root, ".."
// never leads above it. Pure: what lies where is asked of the caller, so folders and archives are followed
// alike.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "evidence/tree.h"

namespace waarborg {

// What lies at a path, a last link not followed; nothing: there is nothing. A link has a target.
using LookAt = std::function<std::optional<Entry>(const std::string& path)>;

struct Followed {
  enum class End : std::uint8_t { there, nothing, too_many };
  End end = End::nothing;
  Name::What what = Name::What::other;
  std::string path;  // without links; where nothing is: what is missing
};
Followed follow_links(std::string_view path, const LookAt& look);

// For people: why `followed` is not there.
std::string why_astray(const Followed& followed);

}  // namespace waarborg
