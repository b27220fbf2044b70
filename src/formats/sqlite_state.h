// What a SqliteDatabase holds. Only sqlite.cpp and sqlite_salvage.cpp include this: sqlite3.h stays out of
// the rest.
#pragma once
#include "formats/sqlite.h"
#include "formats/sqlite_vfs.h"

namespace waarborg {

struct SqliteDatabase::State {
  State(SqlitePages all, std::vector<SqliteWarning> found, const SqliteLimits& bounds)
      : pages(std::move(all)), warnings(std::move(found)), limits(bounds), steps(bounds.steps) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();
  Error error(int code, std::uint64_t offset);

  SqlitePages pages;
  std::vector<SqliteWarning> warnings;
  SqliteLimits limits;
  std::uint64_t steps;
  SqliteVfs vfs{pages};
  sqlite3* db = nullptr;
};

}  // namespace waarborg
