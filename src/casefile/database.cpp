#include "casefile/database.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/digest.h"

namespace waarborg {
namespace {

constexpr int longest_value = 64 << 20;  // of one row, written or read

// The digest of a row: every value is hashed with the sum so far as the seed, so that no two columns can
// trade bytes.
void row_sum(sqlite3_context* context, int count, sqlite3_value** values) {
  std::uint64_t sum = 0;
  for (int i = 0; i < count; ++i) {
    const auto type = sqlite3_value_type(values[i]);
    const auto seed = sum + static_cast<std::uint64_t>(type);
    if (type == SQLITE_INTEGER) {
      const auto bits = static_cast<std::uint64_t>(sqlite3_value_int64(values[i]));
      std::array<char, 8> bytes{};
      for (std::size_t b = 0; b < bytes.size(); ++b) bytes[b] = static_cast<char>(bits >> (8 * b));
      sum = fast_hash({bytes.data(), bytes.size()}, seed);
    } else {
      const auto* data = static_cast<const char*>(sqlite3_value_blob(values[i]));
      const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[i]));
      sum = fast_hash(data == nullptr ? std::string_view() : std::string_view(data, size), seed);
    }
  }
  sqlite3_result_int64(context, static_cast<sqlite3_int64>(sum));
}

Fault fault_of(int code, int system) {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_ERROR:
      return Fault::malformed;
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return Fault::too_big;
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return Fault::denied;
    case SQLITE_CANTOPEN:
      return system == ENOENT ? Fault::not_found : system == EACCES ? Fault::denied : Fault::io;
    default:
      return Fault::io;
  }
}

// Only a URI can say "immutable"; the path goes in with every special byte escaped, so it stays a path.
std::string as_uri(const std::string& path) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
  std::string uri = path.starts_with('/') ? "file://" : "file:./";
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos)
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Result<Database> Database::open(const std::string& name, int flags) {
  Database database;
  sqlite3* handle = nullptr;
  const auto opened = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  database.handle_.reset(handle);
  if (handle == nullptr) return fail(Fault::too_big, "no memory for a database");
  if (opened != SQLITE_OK) return pass(database.error("cannot open it"));
  sqlite3_extended_result_codes(handle, 1);
  // What a hostile schema could use: its own views, triggers, virtual tables and writes to the schema.
  for (const auto& [option, on] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                   {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                   {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                   {SQLITE_DBCONFIG_DQS_DML, 0},
                                   {SQLITE_DBCONFIG_DQS_DDL, 0}})
    sqlite3_db_config(handle, option, on, nullptr);
  for (const auto& [limit, most] : {std::pair{SQLITE_LIMIT_LENGTH, longest_value},
                                    {SQLITE_LIMIT_SQL_LENGTH, 16384},
                                    {SQLITE_LIMIT_COLUMN, 64},
                                    {SQLITE_LIMIT_EXPR_DEPTH, 32},
                                    {SQLITE_LIMIT_COMPOUND_SELECT, 2},
                                    {SQLITE_LIMIT_ATTACHED, 1},
                                    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                    {SQLITE_LIMIT_WORKER_THREADS, 0}})
    sqlite3_limit(handle, limit, most);
  sqlite3_create_function_v2(handle, "row_sum", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                             nullptr, row_sum, nullptr, nullptr, nullptr);
  return database;
}

// Several views may look at one case in memory from several threads, so that connection has its locks.
Result<Database> Database::in_memory() {
  return open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX);
}
Result<Database> Database::to_write(const std::string& path) {
  return open(path.starts_with('/') ? path : "./" + path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
}
Result<Database> Database::to_read(const std::string& path) {
  auto database = open(as_uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI);
  if (!database) return database;
  if (const auto done =
          database->run("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY");
      !done)
    return pass(done.error());
  return database;
}

Result<> Database::run(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return pass(error("SQL"));
  return {};
}

Error Database::error(std::string_view doing) const {
  const auto code = sqlite3_extended_errcode(handle_.get());
  const auto system = sqlite3_system_errno(handle_.get());
  const auto fault = fault_of(code, system);
  auto why = fmt::format("{}: {}", doing, sqlite3_errmsg(handle_.get()));
  const bool from_system = (code & 0xFF) == SQLITE_CANTOPEN || (code & 0xFF) == SQLITE_IOERR;
  if (from_system && system != 0) why += fmt::format(" ({})", std::strerror(system));
  return {fault, std::move(why)};
}

void Query::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<Query> Query::prepare(const Database& database, const std::string& sql) {
  Query query;
  query.database_ = &database;
  sqlite3_stmt* statement = nullptr;
  const auto prepared = sqlite3_prepare_v2(database.handle_.get(), sql.c_str(), -1, &statement, nullptr);
  query.statement_.reset(statement);
  if (prepared != SQLITE_OK) return pass(database.error("cannot ask it"));
  return query;
}

void Query::restart() {
  sqlite3_reset(statement_.get());
  failed_.reset();
}

bool Query::step() {
  sound_ = true;
  const auto got = sqlite3_step(statement_.get());
  if (got == SQLITE_ROW) return true;
  if (got != SQLITE_DONE) failed_ = database_->error("");
  return false;
}

Result<> Query::result(std::string_view doing) const {
  if (!failed_) return {};
  return fail(failed_->fault, std::string(doing) + failed_->what);
}

void Query::put(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), at, value);
}
// An empty view may point nowhere, which SQLite would take for NULL.
void Query::put(int at, std::string_view value) {
  sqlite3_bind_text64(statement_.get(), at, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}
void Query::put(int at, Bytes value) {
  sqlite3_bind_blob64(statement_.get(), at, value.empty() ? "" : static_cast<const void*>(value.data()),
                      value.size(), SQLITE_STATIC);
}

std::int64_t Query::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
std::string_view Query::text(int column) const {
  return as_text(blob(column));
}
Bytes Query::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  const auto size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? Bytes() : Bytes(data, static_cast<std::size_t>(size));
}
int Query::columns() const {
  return sqlite3_column_count(statement_.get());
}

std::uint64_t Query::row_bytes() const {
  std::uint64_t bytes = 0;
  for (int i = 0; i < columns(); ++i) {
    const auto type =
        sqlite3_column_type(statement_.get(), i);  // asking a number for its bytes would turn it into text
    if (type == SQLITE_TEXT || type == SQLITE_BLOB)
      bytes += static_cast<std::uint64_t>(sqlite3_column_bytes(statement_.get(), i));
  }
  return bytes;
}

}  // namespace waarborg
