#include "engine/other_case.h"

#include <algorithm>

#include "base/text.h"
#include "engine/beside_parts.h"
#include "engine/patterns.h"
#include "engine/plan.h"

namespace waarborg {

void OtherCase::list(FolderTree& tree, std::uint32_t evidence, std::string_view folder) {
  std::pair where{evidence, std::string(folder)};
  if (listed_ && folder_ == where) return;
  names_.clear();
  if (const auto names = tree.list(where.second))
    for (const auto& one : *names) names_.emplace(lower(one.path), one.path);
  folder_ = std::move(where);
  listed_ = true;
}

std::vector<std::string> OtherCase::names_of(FolderTree& tree, std::uint32_t evidence,
                                             const std::string& path) {
  const auto [folder, name] = parted(path);
  list(tree, evidence, folder);
  std::vector<std::string> out;
  for (auto [at, end] = names_.equal_range(lower(name)); at != end; ++at)
    if (at->second != name) out.push_back(joined(folder, at->second));
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> OtherCase::renamed_logs(FolderTree& tree, std::uint32_t evidence,
                                                 const std::string& match) {
  const auto [folder, name] = parted(match);
  list(tree, evidence, folder);
  const auto low = lower(name);
  std::vector<std::string> out;
  for (auto at = names_.lower_bound(low); at != names_.end() && at->first.starts_with(low); ++at)
    if (is_renamed_log(name, at->second)) out.push_back(joined(folder, at->second));
  return out;
}

}  // namespace waarborg
