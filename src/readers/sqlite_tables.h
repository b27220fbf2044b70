// SqliteTables is what the readers of applications' databases share: a database is opened with the logs
// beside it, its tables are read row by row around damage, and everything that could not be read is told.
// Tables are joined by the reader, so that damage in one costs what stands in it and no more: what is small
// in memory (row_numbers.h), the rest row by row with a TableLookup. Applications change their tables from
// version to version: a reader says which columns it needs and which it can do without, and the schema
// decides. A reader that uses it begins its wants with database_logs.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/epochs.h"
#include "formats/sqlite.h"
#include "readers/reader.h"

namespace waarborg {

inline const std::vector<std::string_view> database_logs = {"-wal", "-journal"};

constexpr std::size_t longest_database_text = 64 * 1024;

// A time, and the number as it is stored where that is none.
struct StoredTime {
  Time when{};
  std::string text{};
};

// A rowid as the offset of an observation.
constexpr std::uint64_t row_offset(std::int64_t id) {
  return id > 0 ? static_cast<std::uint64_t>(id) : 0;
}

// A row as its reader asked for it: columns are counted from 0 in the order they were asked for.
class TableRow {
 public:
  // Without a sink nothing is told: where a row is read a second time.
  TableRow(const SqliteRow& row, Sink* out, std::string_view table) : row_(row), out_(out), table_(table) {}

  std::int64_t id() const { return row_.number(0); }  // its rowid
  std::uint64_t at() const { return row_offset(id()); }
  SqliteRow::Kind kind(std::size_t column) const { return row_.kind(column + 1); }
  bool has(std::size_t column) const { return kind(column) != SqliteRow::Kind::null; }
  std::int64_t number(std::size_t column, std::int64_t otherwise = 0) const;
  double real(std::size_t column, double otherwise = 0) const;
  // UTF-8, at most longest_database_text bytes (what was cut is told); a number as its digits.
  std::string text(std::size_t column) const;
  // All of it, as it is stored; lives as long as the row.
  Bytes bytes(std::size_t column) const { return row_.blob(column + 1); }
  StoredTime time(std::size_t column, Epoch epoch) const;

 private:
  const SqliteRow& row_;
  Sink* out_;
  std::string_view table_;
};

// Rows of one table by their rowids, where a table is too large to be kept. What cannot be read is told once.
class TableLookup {
 public:
  using Visit = std::function<void(const TableRow&)>;
  TableLookup(SqliteDatabase::Lookup lookup, std::string_view table, Sink& out)
      : lookup_(std::move(lookup)), table_(table), out_(&out) {}
  bool find(std::int64_t rowid, const Visit& visit);  // false where there is none

 private:
  SqliteDatabase::Lookup lookup_;  // none: there is no such table
  std::string table_;
  Sink* out_;
  bool told_ = false;
};

class SqliteTables {
 public:
  using Visit = std::function<void(const TableRow&)>;
  using Columns = std::vector<std::string_view>;

  // What cannot be opened is told, and gives nothing.
  static std::optional<SqliteTables> open(const File& file, Sink& out);

  // Names of all tables, in the order of the schema; of more than `most` the rest is told.
  std::vector<std::string> names(std::size_t most = 10'000) const;
  bool has(std::string_view table) const;
  bool has(std::string_view table, std::string_view column) const;
  // Names of the columns, in order; none where there is no such table.
  std::vector<std::string> columns(std::string_view table) const;

  // Every row of a table. A column is a name; "name?" may be missing, and is null then; "a|b" is the first
  // that there is and that has something in the row. A table or a column that is needed and missing is told,
  // and false is returned.
  bool each(std::string_view table, const Columns& columns, const Visit& visit);
  // The same; a table that is missing is nothing to tell.
  bool each_if_there(std::string_view table, const Columns& columns, const Visit& visit);

  // Columns as in each(). Of a table that is missing or of another form no row is found: each() tells that.
  TableLookup lookup(std::string_view table, const Columns& columns);

  // One text a row, by rowid: what other tables refer to.
  std::unordered_map<std::int64_t, std::string> texts(std::string_view table, std::string_view column);

 private:
  SqliteTables(std::unique_ptr<SqliteDatabase> database, Sink& out);

  std::unique_ptr<SqliteDatabase> database_;
  Sink* out_;
};

// Is the head of a lone file a SQLite database with all of these tables? The schema of a small database
// stands at its beginning.
bool is_database_with(Bytes head, std::initializer_list<std::string_view> tables);

}  // namespace waarborg
