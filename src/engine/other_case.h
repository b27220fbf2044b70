// Some tools and file systems change the case of letters on the way: "sms.db-WAL" holds a part of sms.db all
// the same; and copies get names as "sms.db-wal (1)". It keeps the names of the last folder that was asked
// about.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "evidence/tree.h"

namespace waarborg {

class OtherCase {
 public:
  // The paths of files that differ in the case of their last part only, by their bytes, without `path`
  // itself. `tree` is that of the evidence.
  std::vector<std::string> names_of(FolderTree& tree, std::uint32_t evidence, const std::string& path);
  // The paths beside `match` that are named as its logs are not (beside_parts.h).
  std::vector<std::string> renamed_logs(FolderTree& tree, std::uint32_t evidence, const std::string& match);

 private:
  void list(FolderTree& tree, std::uint32_t evidence, std::string_view folder);

  std::pair<std::uint32_t, std::string> folder_;
  bool listed_ = false;
  std::multimap<std::string, std::string> names_;  // lower case → name
};

}  // namespace waarborg
