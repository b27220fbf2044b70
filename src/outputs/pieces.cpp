#include "outputs/pieces.h"

namespace waarborg {

std::vector<std::size_t> columns_shown(const View& what, const ReportOptions& options, bool people) {
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < what.columns.size(); ++i) {
    const auto& column = what.columns[i];
    if (column.change && options.against == nullptr) continue;
    if (!people || column.for_people) shown.push_back(i);
  }
  return shown;
}

}  // namespace waarborg
