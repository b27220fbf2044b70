// JSON: of findings the documented object of a scan, of every other view its rows.
#include "outputs/pieces.h"
#include "outputs/rows_json.h"

namespace waarborg {
namespace {

Result<> write_rows(CaseView& view, const View& what, const ReportOptions& options, Writer& writer) {
  Pieces out(writer);
  const auto columns = columns_shown(what, options, false);
  JsonWriter json(2);
  json.begin_object().member("view", what.name).key("columns").begin_array();
  for (const auto i : columns) json.value(what.columns[i].name);
  json.end_array().key("rows").begin_array();
  const auto done = what.rows(view, options, [&](const Row& row) {
    write_row(what, columns, row, json);
    out.add(json_for_terminals(json.take()));
  });
  json.end_array();
  // Rows that could not be read are said in the document too: it is often all that is kept.
  if (!done) json.member("error", std::string_view(done.error().what));
  json.end_object();
  out.add(json_for_terminals(json.take())).add("\n");
  return done;
}

Result<> write(CaseView& view, const View& what, const ReportOptions& options, Writer& out) {
  return what.name == "findings" ? write_scan(view, options, out) : write_rows(view, what, options, out);
}

}  // namespace

Format json() {
  return {.about = "One JSON object; of findings the documented one.", .write = write};
}

}  // namespace waarborg
