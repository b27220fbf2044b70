// What bills of materials tell: every program of a case with where it stands and the findings about it.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "outputs/output.h"

namespace waarborg {

constexpr std::size_t bill_version_limit = 1024;  // of a version, in bytes: CycloneDX allows no more

struct BilledProgram {
  ProgramRow program;
  std::string evidence;               // its path
  std::string file, reader;           // where the program stands; "" when the case did not keep that
  std::int64_t offset = 0;            // in the file
  std::vector<std::string> findings;  // "product/kaspersky/kesl (confirmed)", at most 64
};

// In the order of the case; one program at a time is in memory. `only_findings`: those that a finding is
// about.
Result<> each_billed(CaseView& view, bool only_findings,
                     const std::function<void(const BilledProgram&)>& visit);

// When the scan ran, under its clock; not when the bill is written, so that it can be repeated. "": not
// known.
std::string bill_time(CaseView& view);

}  // namespace waarborg
