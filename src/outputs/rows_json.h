// Rows of a view as JSON objects: the columns are the members, numbers are numbers.
#pragma once
#include <vector>

#include "outputs/fields.h"

namespace waarborg {

void write_row(const View& what, const std::vector<std::size_t>& columns, const Row& row, JsonWriter& out);

// The documented object of a scan (docs/schemas/scan.schema.json), piece by piece.
Result<> write_scan(CaseView& view, const ReportOptions& options, Writer& out);

}  // namespace waarborg
