// One cell made safe for its medium.
#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace waarborg {

// A CSV cell: control characters and bytes that are not UTF-8 are made visible; what a spreadsheet would take
// for a formula (= + - @, also full width, at the front or behind a semicolon, where many countries'
// spreadsheets split) gets an apostrophe; then it is quoted if RFC 4180 asks for it.
std::string csv_cell(std::string_view text);

// Text in HTML, in an element or a quoted attribute: printable, then & < > " ' escaped.
std::string html_text(std::string_view text);

std::string base64(Bytes data);

}  // namespace waarborg
