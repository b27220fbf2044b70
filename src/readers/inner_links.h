// Links in what an app keeps in a column of its own form: a property list or an archive, JSON, or text. Apps
// add columns with every version, and what a preview, a quote or a contact holds is as good as the text of a
// message, so a reader looks into all columns beside those it knows.
#pragma once
#include "readers/sqlite_tables.h"

namespace waarborg {

// Each name and text of JSON and of property lists, also of one within the other, escapes undone; anything
// else as text, once more decoded, and where it has zeros once more as UTF-16 (little-endian, where nothing
// says otherwise) or without them.
void each_inner_text(Bytes value, std::string_view where, std::uint64_t at, Sink& out,
                     const std::function<void(std::string_view)>& visit);
void add_inner_links(Bytes value, const LinkMentioned& like, std::uint64_t at, Sink& out);

// The columns of a table that a reader asks for, and behind them all others but those it wants without.
class ColumnsBeside {
 public:
  ColumnsBeside(const SqliteTables& tables, std::string_view table, SqliteTables::Columns known,
                const SqliteTables::Columns& without = {});
  SqliteTables::Columns all() const;
  // What stands in the others, but numbers.
  void each_value(const TableRow& row,
                  const std::function<void(std::string_view column, Bytes)>& visit) const;
  // Links in the others; "where" says which column.
  void add_links(const TableRow& row, LinkMentioned like, Sink& out) const;

 private:
  SqliteTables::Columns known_;
  std::vector<std::string> others_;
};

// Links in all columns of the tables that a reader does not know.
void add_links_of_other_tables(SqliteTables& tables, std::initializer_list<std::string_view> known,
                               const LinkMentioned& like, Sink& out);

}  // namespace waarborg
