// What was looked at and what was not: a row for each probe of each piece of evidence.
#include "outputs/fields.h"
#include "outputs/findings.h"

namespace waarborg {
namespace {

Result<> rows(CaseView& view, const ReportOptions&, const std::function<void(const Row&)>& visit) {
  const EvidencePaths paths(view);
  for (const auto& row : view.coverage()) visit(coverage_row(row, paths));
  return {};
}

}  // namespace

Row coverage_row(const CoverageRow& row, const EvidencePaths& paths) {
  return {text_cell(paths.path(row.evidence)),
          text_cell(row.probe),
          text_cell(name_of(row.status)),
          text_cell(row.canary ? "found" : "missed"),
          number_cell(row.files),
          text_cell(row.needed ? "yes" : "no"),
          text_cell(row.why)};
}

View coverage() {
  return {.about = "What was looked at, what was not, and why.",
          .columns = {{.name = "evidence"},
                      {.name = "probe"},
                      {.name = "status"},
                      {.name = "canary"},
                      {.name = "files"},
                      {.name = "needed"},
                      {.name = "why"}},
          .rows = rows};
}

}  // namespace waarborg
