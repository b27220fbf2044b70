// What SQLite takes for an operating system: one read-only file, SqlitePages. It has no locks, no shared
// memory, no other file, and a clock that stands still. Immutable, so SQLite looks for no journal.
#pragma once
#include <sqlite3.h>

#include <optional>
#include <string>

#include "formats/sqlite_pages.h"

namespace waarborg {

class SqliteVfs {
 public:
  explicit SqliteVfs(const SqlitePages& pages);
  SqliteVfs(const SqliteVfs&) = delete;
  SqliteVfs& operator=(const SqliteVfs&) = delete;

  // A connection with nothing in it but what its file holds. SQLite keeps the VFS: it must outlive the
  // connection.
  int open(sqlite3** connection);
  // Why the last read failed, once.
  std::optional<Error> take_error() { return std::exchange(error_, std::nullopt); }

 private:
  struct OpenFile;
  static int open_file(sqlite3_vfs*, const char*, sqlite3_file*, int, int*);
  static int read(sqlite3_file*, void*, int, sqlite3_int64);
  static int size(sqlite3_file*, sqlite3_int64*);
  static const sqlite3_io_methods methods;

  const SqlitePages& pages_;
  std::optional<Error> error_;
  std::string name_;
  sqlite3_vfs vfs_{};
};

}  // namespace waarborg
