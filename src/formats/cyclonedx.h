// One component or service of a CycloneDX bill of materials, version 1.2 to 1.7 (ECMA-424). Tools put the
// maker into different fields; here they are gathered: who makes it, who supplies it, who wrote it. Views
// borrow from the JSON.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"

namespace waarborg {

struct CycloneComponent {
  std::string_view name{}, version{}, type{}, description{}, purl{}, cpe{}, homepage{};
  std::string vendor{}, supplier{}, author{};  // several names with "; " between, each once
  std::string sha256{};                        // 64 hexadecimal digits or ""
  bool names_cut = false;                      // there were more names than are kept
};

// `about`: the metadata of the bill for the component that it is about, else nothing.
CycloneComponent read_component(Json item, Json about, bool service);

bool is_cyclonedx_json(std::string_view head);
bool is_cyclonedx_xml(std::string_view head);

}  // namespace waarborg
