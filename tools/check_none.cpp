// For folders whose files need be no more than strict YAML.
#include "compile_data.h"

namespace waarborg {

std::vector<DataFault> check_data(const std::vector<DataFile>&) {
  return {};
}

}  // namespace waarborg
