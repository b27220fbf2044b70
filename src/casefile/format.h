// What a case file looks like: its tables, how it is told from other files, and the way up from older
// formats. The first page says "application" and "format" before anything is parsed; then the schema must be
// ours to the letter, so that no table of a hostile file is a view, a virtual table or has expressions of its
// own. Every row ends in `sum`, a digest of itself, and meta holds the number of rows of every table: damage
// is noticed.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casefile/database.h"

namespace waarborg {

constexpr std::uint32_t case_application = 0x57627267;  // "Wbrg", in the header of the file

struct Table {
  std::string_view name;
  std::string_view columns;   // without sum
  std::string_view key = {};  // columns of the primary key; "" means the first, a number
  std::string_view index = {};
};

std::span<const Table> case_tables();
const Table& case_table(std::string_view name);

std::string insert_sql(const Table& table);  // ?1.. are the columns; the sum is made by SQL
// All columns and, last, 1 when the row is sound. `where` may be "".
std::string select_sql(const Table& table, std::string_view where, bool ordered = true);

Result<> make_tables(Database& database, int format);

struct CaseHeader {
  int format = 0;
  std::uint64_t bytes = 0;  // size of the file
};
// Reads the first page by itself: another kind of file, a newer format or a cut file never reaches SQLite.
Result<CaseHeader> read_header(const std::string& path);

// Holds the schema against that of `format`. Tables of an older format are then seen through views of the
// same name that give what the current format has.
Result<> open_tables(Database& database, int format);

}  // namespace waarborg
