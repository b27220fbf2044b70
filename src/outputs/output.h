// Outputs: a View says what is told about a case (which rows, which columns), a Format says how it is
// written. Any view goes with any format that takes rows; a format may also know one view better (the json of
// findings is the documented object, html is a page). Both are found by folder: src/outputs/views/NAME.cpp
// defines View NAME(), src/outputs/formats/NAME.cpp defines Format NAME(). Nothing here holds more than one
// row in memory at a time.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "casefile/case.h"

namespace waarborg {

// Where output goes. Formats escape for their medium; a Writer only takes bytes.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual void write(std::string_view bytes) = 0;
};

// Of a timeline: only rows in this span that hold every word. A row whose time is not known is in every span.
struct RowFilter {
  std::optional<Time> from, until;  // until: not itself
  std::vector<std::string> words;   // lower case
  bool any() const { return from || until || !words.empty(); }
};

struct ReportOptions {
  std::string language = "en";  // en, nl, fr, de
  std::size_t columns = 100;    // width of the terminal
  bool colour = false;
  CaseView* against = nullptr;  // an older case to compare with
  RowFilter filter = {};
};

struct Cell {
  std::string text;
  std::int64_t number = 0;
  bool is_number = false;
  bool is_json = false;  // text is JSON already: json and ndjson nest it
};
using Row = std::vector<Cell>;

struct ViewColumn {
  std::string_view name;   // in json, ndjson and csv; also the message id "column.NAME" for people
  bool for_people = true;  // shown in table and html; the others have every column
  bool change = false;     // says what is new, gone or the same: there only when an older case is given
};

struct View {
  std::string_view about;
  std::vector<ViewColumn> columns;
  Result<> (*rows)(CaseView& view, const ReportOptions& options,
                   const std::function<void(const Row&)>& visit);
  std::string_view name = {};  // the file name; filled in by the list
};

struct Format {
  std::string_view about;
  Result<> (*write)(CaseView& view, const View& what, const ReportOptions& options, Writer& out);
  std::string_view name = {};
};

const std::vector<View>& all_views();
const std::vector<Format>& all_formats();
const View* view_named(std::string_view name);
const Format* format_named(std::string_view name);

// Text for people by id and language: src/outputs/messages/LANG.txt, lines "id = text", {0} {1} stand for
// arguments. A missing id is a failed test; at run time English serves.
std::string message(std::string_view language, std::string_view id,
                    const std::vector<std::string>& arguments = {});
const std::vector<std::string_view>& languages();

}  // namespace waarborg
