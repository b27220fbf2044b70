// The catalogue of vendors and products: read from YAML (users' folders) or from the form that is compiled
// into the program. Every identifier names a source with an address and a date, or it is refused. Format:
// docs/catalogue.md, docs/schemas/catalogue.schema.json.
#pragma once
#include <string>
#include <vector>

#include "indicators/model.h"

namespace waarborg {

struct CatalogueFault {
  std::string file;
  std::uint64_t line = 0;
  std::string why;
};

// One YAML file. Faults are appended; an entry with a fault is not returned.
Result<CatalogueEntry> read_catalogue_entry(std::string_view yaml, const std::string& file,
                                            std::vector<CatalogueFault>& faults);
// Puts entries together, sorted by subject. Two files with one id are a fault of the later file, whose entry
// is left out.
Catalogue make_catalogue(std::vector<CatalogueEntry> entries, std::vector<CatalogueFault>& faults);
// The entries compiled into the program. They were checked when it was built.
const Catalogue& shipped_catalogue();
// What a careful reader would question: an entry without a decisive identifier, one identifier in two
// products, a source without a date, a pattern that can never match. Not faults: they are printed by
// `catalogue check`.
std::vector<std::string> questions(const Catalogue& catalogue);
// The words a product's `categories` may use, sorted; directives narrow their subjects by the same words.
const std::vector<std::string_view>& product_categories();

}  // namespace waarborg
