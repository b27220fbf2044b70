// TargetFile is a file that appears whole or not at all: written under another name in the same folder, for
// its owner only, brought to disk, then renamed over what was there. Without commit() nothing is left behind.
#pragma once
#include <string>

#include "base/result.h"

namespace waarborg {

class TargetFile {
 public:
  static Result<TargetFile> create(const std::string& path);
  TargetFile(TargetFile&& other) noexcept;
  TargetFile& operator=(TargetFile&&) = delete;
  ~TargetFile();

  const std::string& partial() const { return partial_; }  // write here
  Result<> commit();

 private:
  TargetFile() = default;
  std::string path_, folder_, partial_;
  int file_ = -1;
};

}  // namespace waarborg
