#include "engine/other_case.h"

#include "base/text.h"
#include "engine/patterns.h"
#include "engine/plan.h"

namespace waarborg {

std::optional<std::string> OtherCase::name_of(FolderTree& tree, std::uint32_t evidence,
                                              const std::string& path) {
  const auto [folder, name] = parted(path);
  std::pair where{evidence, std::string(folder)};
  if (!listed_ || folder_ != where) {
    names_.clear();
    if (const auto names = tree.list(where.second))
      for (const auto& one : *names) names_.try_emplace(lower(one.path), one.path);
    folder_ = std::move(where);
    listed_ = true;
  }
  const auto at = names_.find(lower(name));
  if (at == names_.end() || at->second == name) return {};
  return joined(folder, at->second);
}

}  // namespace waarborg
