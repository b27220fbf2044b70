// The tables of a case that are small and that every report needs: read whole when the case is opened. A case
// in which one of them is damaged does not open.
#pragma once
#include "casefile/case.h"
#include "casefile/scan.h"

namespace waarborg {

struct SmallTables {
  std::string program;
  std::vector<ContentRow> content;
  std::vector<EvidenceRow> evidence;  // by id
  std::vector<CoverageRow> coverage;  // by evidence and probe
  Summary summary;

  Result<> load(CaseFile& file);  // fills file.rows first

 private:
  Result<> load_meta(CaseFile& file);
  Result<> load_evidence(const CaseFile& file);
  Result<> load_coverage(const CaseFile& file);
  Result<> load_summary(const CaseFile& file);
};

}  // namespace waarborg
