// What makes catalogue/ fit to be carried: each file is read by the loader that users' files go through as
// well.
#include <filesystem>

#include "compile_data.h"
#include "indicators/catalogue.h"

namespace waarborg {

std::vector<DataFault> check_data(const std::vector<DataFile>& files) {
  std::vector<CatalogueFault> faults;
  std::vector<CatalogueEntry> entries;
  for (const auto& [name, text] : files) {
    auto entry = read_catalogue_entry(text, name, faults);
    if (!entry) continue;
    // One vendor a file, found by its name.
    if (entry->subject != "vendor/" + std::filesystem::path(name).stem().string())
      faults.push_back({name, 0, "the file is not called like its id"});
    entries.push_back(*std::move(entry));
  }
  make_catalogue(std::move(entries), faults);
  std::vector<DataFault> out;
  for (auto& [file, line, why] : faults) out.push_back({std::move(file), line, std::move(why)});
  return out;
}

}  // namespace waarborg
