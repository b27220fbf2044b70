// SqliteDatabase reads a hostile SQLite database: the main file with its -wal and -journal taken into
// account, over Sources that are borrowed and must outlive it. It opens no file, takes no lock, writes
// nothing and makes no system call of its own, so it runs in a sandbox. Only SELECT is permitted, with a
// short list of functions; views, triggers and virtual tables of the evidence are not run. One thread at a
// time. Damage is an Error that comes after the rows before it; further statements may be run then. salvage()
// does that.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "formats/sqlite_pages.h"

struct sqlite3_stmt;

namespace waarborg {

struct SqliteLimits {
  std::uint64_t value_bytes = 64ull << 20;  // one text or blob, and one row
  std::uint64_t steps =
      4'000'000'000;  // instructions of SQLite's machine, all statements of a database together
  std::uint64_t log_bytes = 4ull << 30;  // a -wal or -journal
  unsigned probes = 2000;                // statements of one salvage()
};

// A row as it stands in the file: any column may hold any type. Views live until the visit returns.
class SqliteRow {
 public:
  enum class Kind : std::uint8_t { null, number, real, text, blob };

  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::size_t count() const;
  Kind kind(std::size_t column) const;  // null where there is no such column
  std::int64_t number(std::size_t column, std::int64_t otherwise = 0) const;  // of a number or a real
  double real(std::size_t column, double otherwise = 0) const;                // of a number or a real
  std::string_view text(std::size_t column) const;  // "" unless a text; UTF-8 not checked
  Bytes blob(std::size_t column) const;             // of a blob or a text

 private:
  sqlite3_stmt* statement_;
};

class SqliteDatabase {
 public:
  // Before a sandbox closes: what SQLite does once in a process.
  static void warm_up();
  // "SQLite format 3" at the beginning.
  static bool recognise(Bytes head);
  static Result<std::unique_ptr<SqliteDatabase>> open(const Source& main, const Source* wal,
                                                      const Source* journal, const SqliteLimits& limits = {});
  ~SqliteDatabase();

  using Visit = std::function<bool(const SqliteRow&)>;  // false stops, which is no error
  // One SELECT; `arguments` stand for ?1, ?2, ... The offset of the Error is the number of rows visited.
  Result<> each(std::string_view sql, const Visit& visit, std::span<const std::int64_t> arguments = {});

  // All rows of a table in the order of their rowids, around damage. Column 0 of a visited row is the rowid,
  // the others follow `columns` (SQL expressions of ours, never text from evidence). `gap` is told of every
  // stretch that could not be read, "rows 12 to 40: ..."; its offset is the first rowid of the stretch. Rows
  // that stand out of order are damage, so a tree that leads back into itself ends.
  using Gap = std::function<void(const Error&)>;
  void salvage(std::string_view table, std::string_view columns, const Visit& visit, const Gap& gap);

  // One row by its rowid, as salvage() gives it: the statement is prepared once, and runs within another's
  // visit, too. False where there is no such row. It must not outlive the database.
  using Lookup = std::function<Result<bool>(std::int64_t rowid, const Visit& visit)>;
  Result<Lookup> lookup(std::string_view table, std::string_view columns);

  // Names of the columns of a table, in order; Fault::unsupported where there is no such table.
  Result<std::vector<std::string>> columns(std::string_view table);
  const std::vector<SqliteWarning>& warnings() const;

  struct State;  // sqlite_state.h

 private:
  explicit SqliteDatabase(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A name as an identifier of SQL: "na""me".
std::string sqlite_quoted(std::string_view name);

}  // namespace waarborg
