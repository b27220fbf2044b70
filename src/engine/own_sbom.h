// The bill of materials of this program itself: CycloneDX 1.6 (ECMA-424) with its licence and the libraries
// it was made with, whose versions were looked up when it was built (cmake/own_sbom.cmake). The same build
// gives the same bytes: there is no time in it, and the serial number is made from the content.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

struct OwnLibrary {
  std::string_view name, version;
  std::string_view package;  // of Debian; "" where it came from elsewhere
  std::string_view purl;
  std::string_view soname;  // the name it is loaded by; "" of what is compiled in
};
const std::vector<OwnLibrary>& own_libraries();

std::string own_sbom();  // JSON, with a last line end

}  // namespace waarborg
