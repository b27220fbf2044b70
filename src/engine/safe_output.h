// Evidence and cases are never written: an output that is one of them, or lies in evidence, is refused before
// anything is written.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct OutputPlace {
  std::string option, path;  // path "": no such output
};
// `inputs`: files, and folders that must stay as they are. A root in use holds everything, outputs too: only
// its files that are named here are guarded.
Result<> guard_inputs(const std::vector<std::string>& inputs, const std::vector<OutputPlace>& outputs);

}  // namespace waarborg
