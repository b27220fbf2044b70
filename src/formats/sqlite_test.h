// What the tests of SQLite need: databases made by the real library in a temporary folder, taken as bytes.
#pragma once
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "base/digest.h"
#include "formats/sqlite.h"

namespace waarborg::sqlite_test {

class Memory : public Source {
 public:
  explicit Memory(Blob bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
      return fail(Fault::truncated, "ends early");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    return {};
  }

 private:
  Blob bytes_;
};

class Folder {
 public:
  Folder() {
    // In memory where there is such a folder: rolling back waits for the disk.
    std::string name = access("/dev/shm", W_OK) == 0 ? "/dev/shm/waarborg-XXXXXX" : "/tmp/waarborg-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline Blob load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void save(const std::string& path, const Blob& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

// A connection of the real library, to make and to compare.
class Real {
 public:
  explicit Real(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
    sqlite3_exec(db_, "PRAGMA synchronous=OFF", nullptr, nullptr,
                 nullptr);  // fails where the file is damaged
  }
  ~Real() { sqlite3_close(db_); }
  Real(const Real&) = delete;
  Real& operator=(const Real&) = delete;
  void run(const std::string& sql) {
    ASSERT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sql << sqlite3_errmsg(db_);
  }
  sqlite3* handle() { return db_; }

 private:
  sqlite3* db_ = nullptr;
};

// The three files of a database, or what is left of them.
struct Files {
  Blob main = {}, wal = {}, journal = {};
  static Files of(const std::string& path) {
    return {load(path), load(path + "-wal"), load(path + "-journal")};
  }
};

// The rows of "SELECT id, s, hex(b) FROM t", one a line; "error" at the end when it did not end well.
struct Rows {
  std::string text;
  std::size_t count = 0;
  bool good = false;
  bool operator==(const Rows&) const = default;
};
constexpr std::string_view question = "SELECT id, s, hex(b) FROM t ORDER BY id";

inline Rows as_sqlite_reads(const Files& files) {
  Folder folder;
  const auto path = folder / "copy.db";
  save(path, files.main);
  if (!files.wal.empty()) save(path + "-wal", files.wal);
  if (!files.journal.empty()) save(path + "-journal", files.journal);
  Real real(path);
  Rows out;
  const auto line = [](void* rows, int, char** values, char**) {
    auto* r = static_cast<Rows*>(rows);
    for (int i = 0; i < 3; ++i)
      r->text += (values[i] != nullptr ? values[i] : "NULL"), r->text += i < 2 ? '|' : '\n';
    return ++r->count, 0;
  };
  out.good = sqlite3_exec(real.handle(), question.data(), line, &out, nullptr) == SQLITE_OK;
  return out;
}

struct Opened {
  Memory main, wal, journal;
  Result<std::unique_ptr<SqliteDatabase>> db;

  explicit Opened(const Files& f, const SqliteLimits& limits = {})
      : main(f.main),
        wal(f.wal),
        journal(f.journal),
        db(SqliteDatabase::open(main, &wal, &journal, limits)) {}
  SqliteDatabase* operator->() { return db->get(); }
  std::size_t lost() {
    std::size_t n = 0;
    if (!db) return 1;
    for (const auto& w : (*db)->warnings()) n += w.lost;
    return n;
  }
  std::string said() {
    std::string all;
    if (!db) return db.error().what;
    for (const auto& w : (*db)->warnings()) all += fmt::format("{}{}\n", w.lost ? "lost: " : "", w.what.what);
    return all;
  }
};

inline Rows as_we_read(const Files& files) {
  Opened opened(files);
  Rows out;
  if (!opened.db) return out;
  const auto line = [&](const SqliteRow& r) {
    out.text += fmt::format("{}|{}|{}\n", r.number(0), r.text(1), r.text(2));
    return ++out.count, true;
  };
  out.good = opened->each(question, line).has_value();
  return out;
}

constexpr std::string_view table =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT NOT NULL, b BLOB NOT NULL);";

// Rows first..last: every seventh value is long enough for overflow pages.
inline std::string rows(int first, int last, std::string_view word = "row") {
  return fmt::format(
      "WITH RECURSIVE n(i) AS (SELECT {} UNION ALL SELECT i+1 FROM n WHERE i<{}) "
      "INSERT OR REPLACE INTO t SELECT i, '{} '||i, zeroblob(CASE i%7 WHEN 0 THEN 3000 ELSE 20 END) FROM n;",
      first, last, word);
}

inline Blob made(const std::string& sql, int page_size = 512) {
  Folder folder;
  const auto path = folder / "made.db";
  {
    Real real(path);
    real.run(fmt::format("PRAGMA page_size={};", page_size) + sql);
  }
  return load(path);
}

// A copy with one bit changed somewhere in `from`..`to`.
inline Blob flipped(Blob bytes, std::mt19937& random, std::size_t from, std::size_t to) {
  const auto at = from + random() % (to - from);
  bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1u << random() % 8));
  return bytes;
}

}  // namespace waarborg::sqlite_test
