#include "formats/sqlite.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/sqlite_state.h"

namespace waarborg {
namespace {

constexpr int steps_between_calls = 1000;
constexpr std::string_view magic("SQLite format 3\0", 16);

// Cheap functions without side effects. What makes a value larger than its arguments is not among them.
constexpr std::string_view functions[] = {"abs",   "coalesce", "count", "hex",    "ifnull", "instr", "length",
                                          "lower", "ltrim",    "max",   "min",    "nullif", "rtrim", "substr",
                                          "sum",   "total",    "trim",  "typeof", "upper"};

int authorise(void*, int action, const char*, const char* name, const char*, const char*) {
  if (action == SQLITE_SELECT || action == SQLITE_READ) return SQLITE_OK;
  if (action != SQLITE_FUNCTION || name == nullptr) return SQLITE_DENY;
  return std::ranges::find(functions, lower(name)) != std::end(functions) ? SQLITE_OK : SQLITE_DENY;
}

int count_steps(void* state) {
  auto& left = static_cast<SqliteDatabase::State*>(state)->steps;
  if (left < steps_between_calls) return 1;
  left -= steps_between_calls;
  return 0;
}

void harden(sqlite3* db, const SqliteLimits& limits) {
  constexpr std::pair<int, int> settings[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},     {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},         {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 0},     {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
      {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
  for (const auto& [what, value] : settings) sqlite3_db_config(db, what, value, nullptr);
  // Depth and arguments hold for the schema too: what real applications have must still be parsed.
  const std::pair<int, std::uint64_t> bounds[] = {{SQLITE_LIMIT_LENGTH, limits.value_bytes},
                                                  {SQLITE_LIMIT_SQL_LENGTH, 1u << 20},
                                                  {SQLITE_LIMIT_COLUMN, 2000},
                                                  {SQLITE_LIMIT_EXPR_DEPTH, 500},
                                                  {SQLITE_LIMIT_COMPOUND_SELECT, 100},
                                                  {SQLITE_LIMIT_VDBE_OP, 250'000},
                                                  {SQLITE_LIMIT_ATTACHED, 0},
                                                  {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
                                                  {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                                  {SQLITE_LIMIT_WORKER_THREADS, 0}};
  for (const auto& [what, value] : bounds)
    sqlite3_limit(db, what, static_cast<int>(std::min<std::uint64_t>(value, INT32_MAX)));
  sqlite3_exec(db, "PRAGMA temp_store=2; PRAGMA query_only=1; PRAGMA mmap_size=0; PRAGMA cell_size_check=1",
               nullptr, nullptr, nullptr);
  sqlite3_drop_modules(db,
                       nullptr);  // full-text, r-tree and the like: much code that hostile tables would reach
  sqlite3_set_authorizer(db, authorise, nullptr);
}

Fault fault_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return Fault::malformed;
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return Fault::too_big;
    case SQLITE_IOERR:
      return Fault::io;
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return Fault::denied;
    default:
      return Fault::unsupported;  // no such table or column: another version of the application
  }
}

int to_int(std::size_t n) {
  return static_cast<int>(std::min<std::size_t>(n, INT32_MAX));
}

}  // namespace

std::size_t SqliteRow::count() const {
  return static_cast<std::size_t>(sqlite3_data_count(statement_));
}

SqliteRow::Kind SqliteRow::kind(std::size_t column) const {
  if (column >= count()) return Kind::null;
  switch (sqlite3_column_type(statement_, to_int(column))) {
    case SQLITE_INTEGER:
      return Kind::number;
    case SQLITE_FLOAT:
      return Kind::real;
    case SQLITE_TEXT:
      return Kind::text;
    case SQLITE_BLOB:
      return Kind::blob;
    default:
      return Kind::null;
  }
}

std::int64_t SqliteRow::number(std::size_t column, std::int64_t otherwise) const {
  const auto k = kind(column);
  return k == Kind::number || k == Kind::real ? sqlite3_column_int64(statement_, to_int(column)) : otherwise;
}

double SqliteRow::real(std::size_t column, double otherwise) const {
  const auto k = kind(column);
  return k == Kind::number || k == Kind::real ? sqlite3_column_double(statement_, to_int(column)) : otherwise;
}

std::string_view SqliteRow::text(std::size_t column) const {
  if (kind(column) != Kind::text) return {};
  const auto* text = sqlite3_column_text(statement_, to_int(column));  // before its length: it may be UTF-16
  const auto n = sqlite3_column_bytes(statement_, to_int(column));
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text), static_cast<std::size_t>(n));
}

Bytes SqliteRow::blob(std::size_t column) const {
  const auto k = kind(column);
  if (k == Kind::text) return as_bytes(text(column));
  if (k != Kind::blob) return {};
  const auto* bytes = sqlite3_column_blob(statement_, to_int(column));
  const auto n = static_cast<std::size_t>(sqlite3_column_bytes(statement_, to_int(column)));
  return bytes == nullptr ? Bytes() : Bytes(static_cast<const std::uint8_t*>(bytes), n);
}

SqliteDatabase::State::~State() {
  sqlite3_close_v2(db);
}

Error SqliteDatabase::State::error(int code, std::uint64_t offset) {
  if (auto failed = vfs.take_error(); failed && (code & 0xFF) == SQLITE_IOERR)
    return {failed->fault, failed->what, offset};
  if ((code & 0xFF) == SQLITE_INTERRUPT)
    return {Fault::too_big, "reading took more steps than the limit allows", offset};
  return {fault_of(code), db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code), offset};
}

SqliteDatabase::SqliteDatabase(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteDatabase::~SqliteDatabase() = default;
const std::vector<SqliteWarning>& SqliteDatabase::warnings() const {
  return state_->warnings;
}

void SqliteDatabase::warm_up() {
  sqlite3_initialize();
}

bool SqliteDatabase::recognise(Bytes head) {
  return as_text(head).starts_with(magic);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const Source& main, const Source* wal,
                                                             const Source* journal,
                                                             const SqliteLimits& limits) {
  std::vector<SqliteWarning> warnings;
  auto pages = SqlitePages::over(main, wal, journal, limits.log_bytes, warnings);
  if (!pages) return pass(pages.error());
  auto state = std::make_unique<State>(std::move(*pages), std::move(warnings), limits);
  if (const int code = state->vfs.open(&state->db); code != SQLITE_OK) return pass(state->error(code, 0));
  harden(state->db, limits);
  sqlite3_progress_handler(state->db, steps_between_calls, count_steps, state.get());
  auto* s = state.get();
  std::unique_ptr<SqliteDatabase> out(new SqliteDatabase(std::move(state)));
  const auto look = [&] {
    return out->each("SELECT 1 FROM sqlite_schema LIMIT 1", [](const SqliteRow&) { return false; });
  };
  auto schema = look();
  if (!schema && schema.error().fault == Fault::malformed) {
    // One bad line of the schema would hide every table. "Writable" makes SQLite leave that line out; nothing
    // becomes writable, as long as the connection is defensive.
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, nullptr);
    auto again = look();
    if (again)
      s->warnings.push_back(
          {{Fault::malformed, "part of the schema was left out: " + schema.error().what, 0}, true});
    schema = std::move(again);
  }
  if (!schema) return pass(schema.error());
  return out;
}

Result<> SqliteDatabase::each(std::string_view sql, const Visit& visit,
                              std::span<const std::int64_t> arguments) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  state_->vfs.take_error();
  const int prepared = sqlite3_prepare_v3(state_->db, sql.data(), to_int(sql.size()), 0, &raw, &rest);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  if (prepared != SQLITE_OK) return pass(state_->error(prepared, 0));
  if (raw == nullptr || rest != sql.data() + sql.size()) return fail(Fault::denied, "not one statement");
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (const int bound = sqlite3_bind_int64(raw, to_int(i + 1), arguments[i]); bound != SQLITE_OK)
      return pass(state_->error(bound, 0));
  const SqliteRow row(raw);
  for (std::uint64_t rows = 0;; ++rows) {
    const int step = sqlite3_step(raw);
    if (step == SQLITE_DONE) return {};
    if (step != SQLITE_ROW) return pass(state_->error(step, rows));
    if (!visit(row)) return {};
  }
}

Result<SqliteDatabase::Lookup> SqliteDatabase::lookup(std::string_view table, std::string_view columns) {
  const auto sql = fmt::format("SELECT rowid, {} FROM {} WHERE rowid = ?1", columns, sqlite_quoted(table));
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v3(state_->db, sql.data(), to_int(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  const std::shared_ptr<sqlite3_stmt> statement(raw, sqlite3_finalize);
  if (prepared != SQLITE_OK) return pass(state_->error(prepared, 0));
  return [this, statement](std::int64_t rowid, const Visit& visit) -> Result<bool> {
    auto* const run = statement.get();
    state_->vfs.take_error();
    int step = sqlite3_bind_int64(run, 1, rowid);
    if (step == SQLITE_OK) step = sqlite3_step(run);
    const auto offset = static_cast<std::uint64_t>(std::max<std::int64_t>(rowid, 0));
    Result<bool> out = step == SQLITE_ROW;
    if (step == SQLITE_ROW)
      visit(SqliteRow(run));
    else if (step != SQLITE_DONE)
      out = pass(state_->error(step, offset));
    sqlite3_reset(run);
    return out;
  };
}

Result<std::vector<std::string>> SqliteDatabase::columns(std::string_view table) {
  const auto sql = fmt::format("SELECT * FROM {} LIMIT 0", sqlite_quoted(table));
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v3(state_->db, sql.data(), to_int(sql.size()), 0, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  if (prepared != SQLITE_OK) return pass(state_->error(prepared, 0));
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(raw); ++i)
    if (const char* name = sqlite3_column_name(raw, i)) names.emplace_back(name);
  return names;
}

std::string sqlite_quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

}  // namespace waarborg
