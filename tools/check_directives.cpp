// Checks directives/ when the program is built: a fault in one of them is a fault of the build.
#include <filesystem>

#include "compile_data.h"
#include "directives/model.h"

namespace waarborg {

std::vector<DataFault> check_data(const std::vector<DataFile>& files) {
  std::vector<DataFault> out;
  for (const auto& [name, text] : files) {
    std::vector<DirectiveFault> faults;
    const auto directive = read_directive(text, name, faults);
    for (const auto& fault : faults) out.push_back({name, fault.line, fault.why});
    // So that an id, which reports carry, leads to one file.
    if (directive && directive->id != std::filesystem::path(name).stem().string())
      out.push_back({name, 0, "the file is not called like its id"});
  }
  return out;
}

}  // namespace waarborg
