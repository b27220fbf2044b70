// The verb compile: a directive becomes files that other programs enforce, in one folder a target. Compiling
// itself is pure (outputs/artefact.h); reading and writing is here. Each file appears whole or not at all,
// and none is replaced unless `force` says so.
#pragma once
#include <string>
#include <vector>

#include "engine/decisions.h"

namespace waarborg {

struct CompileRequest {
  std::string directive;                // a file, or the id of a shipped directive
  std::vector<std::string> targets;     // rpz, apt, ...
  std::vector<std::string> catalogues;  // users' own entries
  std::string folder, clause, valid = "P90D";
  std::vector<std::string> exceptions;  // "ID,CLIENT,UNTIL"
  bool strict = false, force = false;
};

// Not good: a target for which nothing could be made; the others are written.
Result<Page> compile_directive(const CompileRequest& request);
std::vector<std::string> target_names();
std::string targets_for_people();  // one line a target

}  // namespace waarborg
