// Database and Query are the few calls of SQLite that a case needs: typed binding, typed columns, errors as
// values. A Database owns its connection and must outlive its queries; a Query borrows what it is given until
// step() and lends what it gives until the next. A path is always a path: never a URI, never ":memory:".
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace waarborg {

// SQL knows one function of ours, row_sum(table, value, ...): a digest that tells a damaged row from a sound
// one.
class Database {
 public:
  static Result<Database> in_memory();
  static Result<Database> to_write(const std::string& path);  // an empty file that is there already
  // For a hostile file: nothing is written, no lock is taken, a journal or log beside it is not looked at.
  static Result<Database> to_read(const std::string& path);

  Result<> run(const std::string& sql);
  Error error(std::string_view doing) const;  // why the last call failed
  bool is_open() const { return handle_ != nullptr; }
  void close() { handle_.reset(); }

 private:
  friend class Query;
  static Result<Database> open(const std::string& name, int flags);
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

class Query {
 public:
  static Result<Query> prepare(const Database& database, const std::string& sql);

  template <class... T>
  void bind(const T&... values) {  // ?1, ?2, ...
    restart();
    int at = 0;
    (put(++at, values), ...);
  }
  bool step();  // true: there is a row
  // What step() met when it gave false: nothing at the end of the rows.
  Result<> result(std::string_view doing) const;

  std::int64_t number(int column) const;
  std::string_view text(int column) const;
  std::string string(int column) const { return std::string(text(column)); }
  Bytes blob(int column) const;
  // A number that must lie in 0..most; one that does not makes sound() false and is given as 0.
  template <class T>
  T upto(int column, std::uint64_t most) {
    const auto value = static_cast<std::uint64_t>(number(column));
    sound_ &= value <= most;
    return static_cast<T>(value <= most ? value : 0);
  }
  bool sound() const { return sound_; }  // of the row that stands here
  std::uint64_t row_bytes() const;       // of its texts and blobs
  int columns() const;

 private:
  void restart();
  void put(int at, std::int64_t value);
  void put(int at, std::uint64_t value) { put(at, static_cast<std::int64_t>(value)); }
  void put(int at, std::uint32_t value) { put(at, std::int64_t{value}); }
  void put(int at, int value) { put(at, std::int64_t{value}); }
  void put(int at, bool value) { put(at, std::int64_t{value}); }
  void put(int at, const char* value) = delete;  // would be taken for a bool
  void put(int at, std::string_view value);
  void put(int at, Bytes value);

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  const Database* database_ = nullptr;
  std::optional<Error> failed_;
  bool sound_ = true;
};

}  // namespace waarborg
