// One JSON object a line and a line a row: for jq, for loading into a database.
#include "outputs/pieces.h"
#include "outputs/rows_json.h"

namespace waarborg {
namespace {

Result<> write(CaseView& view, const View& what, const ReportOptions& options, Writer& writer) {
  Pieces out(writer);
  const auto columns = columns_shown(what, options, false);
  return what.rows(view, options, [&](const Row& row) {
    JsonWriter json;
    write_row(what, columns, row, json);
    out.add(json_for_terminals(json.take())).add("\n");
  });
}

}  // namespace

Format ndjson() {
  return {.about = "One JSON object a row.", .write = write};
}

}  // namespace waarborg
