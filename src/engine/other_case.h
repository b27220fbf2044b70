// Some tools and file systems change the case of letters on the way: "sms.db-WAL" holds a part of sms.db all
// the same. It keeps the names of the last folder that was asked about.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "evidence/tree.h"

namespace waarborg {

class OtherCase {
 public:
  // The path of a file that differs in the case of its last part only; of several the first by their bytes.
  // `tree` is that of the evidence.
  std::optional<std::string> name_of(FolderTree& tree, std::uint32_t evidence, const std::string& path);

 private:
  std::pair<std::uint32_t, std::string> folder_;
  bool listed_ = false;
  std::map<std::string, std::string> names_;  // lower case → name
};

}  // namespace waarborg
