// A package URL taken apart: pkg:TYPE/NAMESPACE/NAME@VERSION?key=value#subpath, each part percent-decoded.
// Reads what tools write: an '@' that should have been encoded, slashes too many, a scheme in capitals.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace waarborg {

struct PurlParts {
  std::string type{}, space{}, name{}, version{}, architecture{};  // space: segments with '/' between
};

std::optional<PurlParts> read_purl(std::string_view purl);  // nothing: not a purl, or without type or name

// The ecosystem and the name under which the package is known there. A namespace that is part of the name
// stays (npm scope, maven group, golang path); that of a distribution goes.
struct PackageName {
  std::string ecosystem{}, name{};
};
PackageName package_of(const PurlParts& parts);

}  // namespace waarborg
