#include "outputs/row_sorter.h"

#include <sqlite3.h>

#include "base/cursor.h"

namespace waarborg {
namespace {

// Little-endian and of fixed length: these cells are read by this program only, seconds later.
void put_number(std::string& out, std::uint64_t value) {
  for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// number | flags | length | text, a cell
void pack(const Row& row, std::string& out) {
  out.clear();
  for (const auto& cell : row) {
    put_number(out, static_cast<std::uint64_t>(cell.number));
    out += static_cast<char>((cell.is_number ? 1 : 0) | (cell.is_json ? 2 : 0));
    put_number(out, cell.text.size());
    out += cell.text;
  }
}

void unpack(Bytes packed, Row& row) {
  row.clear();
  for (Cursor in(packed); in.more();) {
    Cell cell;
    cell.number = static_cast<std::int64_t>(in.le<std::uint64_t>());
    const auto flags = in.le<std::uint8_t>();
    cell.is_number = (flags & 1) != 0;
    cell.is_json = (flags & 2) != 0;
    cell.text = in.chars(in.le<std::uint64_t>());
    row.push_back(std::move(cell));
  }
}

Bytes column(sqlite3_stmt* statement, int n) {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, n));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement, n))};
}

}  // namespace

struct RowSorter::State {
  sqlite3* database = nullptr;
  sqlite3_stmt* insert = nullptr;
  int fault = SQLITE_OK;
  std::string packed;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    sqlite3_finalize(insert);
    sqlite3_close(database);
  }
  tl::unexpected<Error> failed() const {
    return fail(Fault::io, std::string("rows could not be sorted: ") + sqlite3_errstr(fault));
  }
};

RowSorter::RowSorter(std::unique_ptr<State> state) : state_(std::move(state)) {}
RowSorter::RowSorter(RowSorter&&) noexcept = default;
RowSorter& RowSorter::operator=(RowSorter&&) noexcept = default;
RowSorter::~RowSorter() = default;

Result<RowSorter> RowSorter::create() {
  auto state = std::make_unique<State>();
  // The empty name is SQLite's own temporary database: it is unlinked at once and spills only beyond the
  // cache.
  state->fault = sqlite3_open("", &state->database);
  // Nothing here must survive a crash, so nothing is journalled or synced.
  for (const char* sql : {"PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-16384",
                          "PRAGMA locking_mode=EXCLUSIVE", "CREATE TABLE row(key BLOB, cells BLOB)", "BEGIN"})
    if (state->fault == SQLITE_OK)
      state->fault = sqlite3_exec(state->database, sql, nullptr, nullptr, nullptr);
  if (state->fault == SQLITE_OK)
    state->fault =
        sqlite3_prepare_v2(state->database, "INSERT INTO row VALUES(?,?)", -1, &state->insert, nullptr);
  if (state->fault != SQLITE_OK) return state->failed();
  return RowSorter(std::move(state));
}

// The first failure stays; it is told by each(), where the caller can act on it.
void RowSorter::add(std::string_view key, const Row& row) {
  if (state_->fault != SQLITE_OK) return;
  pack(row, state_->packed);
  sqlite3_bind_blob64(state_->insert, 1, key.data(), key.size(), SQLITE_STATIC);
  sqlite3_bind_blob64(state_->insert, 2, state_->packed.data(), state_->packed.size(), SQLITE_STATIC);
  sqlite3_step(state_->insert);
  state_->fault = sqlite3_reset(state_->insert);
}

Result<> RowSorter::each(const std::function<void(std::string_view, const Row&)>& visit) {
  if (state_->fault != SQLITE_OK) return state_->failed();
  sqlite3_stmt* select = nullptr;
  // Without an index: SQLite then sorts once, in runs on disk, instead of keeping a tree up to date for each
  // row.
  state_->fault = sqlite3_prepare_v2(state_->database, "SELECT key, cells FROM row ORDER BY key, rowid", -1,
                                     &select, nullptr);
  Row row;
  while (state_->fault == SQLITE_OK && sqlite3_step(select) == SQLITE_ROW) {
    unpack(column(select, 1), row);
    visit(as_text(column(select, 0)), row);
  }
  if (const auto end = sqlite3_finalize(select); state_->fault == SQLITE_OK) state_->fault = end;
  if (state_->fault != SQLITE_OK) return state_->failed();
  return {};
}

void add_key(std::string& key, std::string_view part) {
  // NUL ends a part; a NUL within it becomes 00 FF, which still sorts behind the end.
  for (const char c : part) {
    key += c;
    if (c == '\0') key += '\xFF';
  }
  key += std::string_view("\0\0", 2);
}

void add_key(std::string& key, std::uint64_t number) {
  for (unsigned shift = 64; shift > 0; shift -= 8) key += static_cast<char>(number >> (shift - 8) & 0xFF);
}

}  // namespace waarborg
