// Every fact as it was read, in the order of the case.
#include "outputs/fields.h"
#include "outputs/findings.h"

namespace waarborg {
namespace {

Result<> rows(CaseView& view, const ReportOptions&, const std::function<void(const Row&)>& visit) {
  const EvidencePaths paths(view);
  return view.observations([&](const Observed& seen) {
    JsonWriter fields;
    write_fields(*seen.record, fields);
    visit({number_cell(seen.number), text_cell(kind_name(*seen.record)),
           text_cell(paths.path(seen.job->evidence)), text_cell(seen.job->root), text_cell(seen.job->file),
           number_cell(seen.record->offset), text_cell(seen.job->reader),
           Cell{.text = json_for_terminals(fields.take()), .is_json = true}});
  });
}

}  // namespace

View observations() {
  return {.about = "Every fact that was read, with where it came from.",
          .columns = {{.name = "number"},
                      {.name = "kind"},
                      {.name = "evidence", .for_people = false},
                      {.name = "root", .for_people = false},
                      {.name = "file"},
                      {.name = "offset"},
                      {.name = "reader"},
                      {.name = "fields"}},
          .rows = rows};
}

}  // namespace waarborg
