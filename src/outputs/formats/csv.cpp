// Comma-separated values, RFC 4180: a header, CRLF, quotes where they are needed. A spreadsheet must not run
// what hostile evidence says, so a cell that would be a formula gets an apostrophe before it.
#include "base/text.h"
#include "outputs/cells.h"
#include "outputs/pieces.h"

namespace waarborg {
namespace {

Result<> write(CaseView& view, const View& what, const ReportOptions& options, Writer& writer) {
  Pieces out(writer);
  const auto columns = columns_shown(what, options, false);
  for (std::size_t i = 0; i < columns.size(); ++i)
    out.add(i == 0 ? "" : ",").add(what.columns[columns[i]].name);
  out.add("\r\n");
  return what.rows(view, options, [&](const Row& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto& cell = row[columns[i]];
      out.add(i == 0 ? "" : ",").add(cell.is_number ? cell.text : csv_cell(cell.text));
    }
    out.add("\r\n");
  });
}

}  // namespace

Format csv() {
  return {.about = "Comma-separated values (RFC 4180), safe to open in a spreadsheet.", .write = write};
}

}  // namespace waarborg
