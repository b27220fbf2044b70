// Writes files into a folder of sub-folders: all of them under other names first, then each takes its name in
// one step. What is there stays, unless `replace` says otherwise; then it fails before anything has its name.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct FileToWrite {
  std::string folder, name, bytes;
};

Result<> write_files(const std::string& root, const std::vector<FileToWrite>& files, bool replace);

}  // namespace waarborg
