// What stands in the tables of a database that its reader does not read by name. Applications keep links in
// ever new tables from version to version (buttons, events, products, advertisements); a link in one that
// nobody knew of is a link all the same.
#pragma once
#include "readers/sqlite_tables.h"

namespace waarborg {

struct OtherText {
  std::string_view table{}, column{};
  std::string_view text{};
  bool plain = true;         // false: bytes in which a text may stand
  std::int64_t refers = -1;  // the row's number in `reference`; -1 where there is none
};
using OtherTextVisit = std::function<void(const OtherText&, const TableRow&)>;

// Every text and every blob of every table that is not in `known`. Indexes of words (FTS) hold what other
// tables hold and are left out, as are SQLite's own tables. `reference`: the column that says what a row is
// of.
void each_other_text(SqliteTables& tables, const std::vector<std::string_view>& known,
                     std::string_view reference, const OtherTextVisit& visit);

// The links in all of these as LinkMentioned with the other fields of `like`; where: the table. In bytes that
// are no text only what has a scheme is one; names that apps give their own files (content://) are none.
void add_other_links(SqliteTables& tables, const std::vector<std::string_view>& known,
                     const LinkMentioned& like, Sink& out);

}  // namespace waarborg
