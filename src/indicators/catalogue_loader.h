// The one loader of catalogue files. It reads the JSON form, so that YAML of users and the text compiled into
// the program go the same way. Every fault is reported, with the line where the caller knows lines. Format:
// docs/catalogue.md.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "indicators/catalogue.h"

namespace waarborg {

using LineOfPointer = std::map<std::string, std::uint64_t>;  // as YamlText::lines; empty when not known

// Nothing when a fault was added.
std::optional<CatalogueEntry> load_catalogue_entry(Json root, const LineOfPointer& lines,
                                                   const std::string& file,
                                                   std::vector<CatalogueFault>& faults);

}  // namespace waarborg
