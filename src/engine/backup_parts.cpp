#include "engine/backup_parts.h"

#include <fmt/core.h>

#include "engine/plan.h"
#include "evidence/ios_backup.h"

namespace waarborg {

Result<std::vector<FolderTree::Opened>> open_backup_parts(FolderTree& tree, const std::string& folder,
                                                          Order& order) {
  std::vector<FolderTree::Opened> out;
  order.beside.clear();
  for (std::size_t part = 0; part < backup_part_names.size(); ++part) {
    const auto path = joined(folder, backup_part_names[part]);
    auto opened = tree.open_file(path);
    if (!opened) {
      if (opened.error().fault == Fault::not_found) continue;
      return fail(opened.error().fault, fmt::format("{}: {}", path, opened.error().what));
    }
    order.beside.push_back({.want = part, .size = opened->size, .path = path});
    out.push_back(std::move(*opened));
  }
  return out;
}

Result<FolderTree::Opened> open_stored_content(FolderTree& tree, const std::string& path) {
  auto opened = tree.open_file(path, FolderTree::LastLink::refuse);
  if (opened) return opened;
  const auto& e = opened.error();
  if (e.fault == Fault::not_found) return fail(e.fault, "its content is not in the backup");
  if (e.fault == Fault::unsupported) return fail(e.fault, "its content " + e.what);
  return opened;
}

}  // namespace waarborg
