// The pages of a SQLite database as its owner would see them next: the main file, a hot rollback journal
// undone, the committed frames of a write-ahead log laid over it. Nothing is copied and nothing is written: a
// page is looked up and read when SQLite asks for it. The sources are borrowed. Specification: sqlite.org,
// "Database File Format", sections 1.3 (header), 3 (rollback journal) and 4 (write-ahead log).
#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/source.h"

namespace waarborg {

// Something that was not taken into account. `lost`: it may have been part of the database (a torn log, a
// file cut short); else it is what every database in use has lying about (frames of a transaction that never
// ended).
struct SqliteWarning {
  Error what;
  bool lost = false;
};

// The pages that one log holds: page number, from 1, to where its bytes begin in the log.
struct SqliteLog {
  std::uint32_t page_size = 0;
  std::uint32_t pages =
      0;  // size of the database: after the last commit (-wal), before the transaction (-journal)
  std::unordered_map<std::uint32_t, std::uint64_t> at = {};
};

// Nothing: the log holds no committed frame, or is not a log; why is added to `warnings`.
std::optional<SqliteLog> read_sqlite_wal(const Source& wal, std::vector<SqliteWarning>& warnings);
// Nothing: the journal is not hot, or undoes nothing.
std::optional<SqliteLog> read_sqlite_journal(const Source& journal, std::vector<SqliteWarning>& warnings);

class SqlitePages {
 public:
  // A log larger than `log_bytes` is left out, with a warning of Fault::too_big.
  static Result<SqlitePages> over(const Source& main, const Source* wal, const Source* journal,
                                  std::uint64_t log_bytes, std::vector<SqliteWarning>& warnings);

  std::uint32_t page_size() const { return page_size_; }
  std::uint64_t size() const {
    return std::uint64_t{pages_} * page_size_;
  }  // pages that are claimed but gone included
  // A page that is not there whole is Fault::truncated. The header says "rollback mode" whatever the file
  // says.
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const;

 private:
  explicit SqlitePages(const Source& main) : main_(&main) {}
  Result<> measure(std::vector<SqliteWarning>& warnings);
  std::uint64_t logged_between(std::uint32_t first, std::uint32_t last) const;

  const Source *main_, *wal_ = nullptr, *journal_ = nullptr;
  std::optional<SqliteLog> committed_, undone_;
  std::uint32_t page_size_ = 0, main_pages_ = 0, pages_ = 0;
};

}  // namespace waarborg
