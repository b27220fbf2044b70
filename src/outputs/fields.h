// What an observation says, taken from its record by the kind's own description. A kind or field that this
// program does not know is shown by its number.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "outputs/output.h"

namespace waarborg {

std::string kind_name(const RecordView& record);  // "program", "kind-9000"
std::string field_name(const RecordView& record, const FieldView& field);
void write_fields(const RecordView& record, JsonWriter& out);  // one JSON object
std::string_view main_text(const RecordView& record);  // what it is about: the first that can be matched
// As to_text; what lies outside the years 1 to 9999 is not a date, and is shown as the number it is.
bool is_date(std::int64_t microseconds);
std::string time_text(std::int64_t microseconds);

// Cells of a row.
Cell text_cell(std::string_view text);
Cell number_cell(std::uint64_t number);  // above 2^63 it is a lie, and shown as the largest number

// JSON that is safe to print on a terminal too: C1 controls and marks that turn text around become \u
// escapes.
std::string json_for_terminals(std::string json);

}  // namespace waarborg
