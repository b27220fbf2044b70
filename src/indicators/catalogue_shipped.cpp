#include "base/json.h"
#include "indicators/catalogue_loader.h"

namespace waarborg {

std::string_view shipped_catalogue_json();  // made by cmake/data.cmake from catalogue/

namespace {

Catalogue read_shipped() {
  std::vector<CatalogueFault> faults;
  std::vector<CatalogueEntry> entries;
  const auto document = JsonDocument::parse(shipped_catalogue_json());
  if (!document) return {};  // cannot be: the build wrote it and a test reads it
  document->root().each([&](Json file) {
    auto entry = load_catalogue_entry(file["content"], {}, std::string(file["file"].text()), faults);
    if (!entry) return;
    entry->sha256 = file["sha256"].text();
    entries.push_back(*std::move(entry));
  });
  return make_catalogue(std::move(entries), faults);
}

}  // namespace

const Catalogue& shipped_catalogue() {
  static const Catalogue catalogue = read_shipped();
  return catalogue;
}

}  // namespace waarborg
