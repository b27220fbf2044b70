#include "readers/sqlite_tables.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

// The tables of one database are few, and a reader keeps rows of them; what a hostile one claims is bounded.
constexpr std::size_t most_texts = 8'000'000;

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower(a) == lower(b);  // SQL knows no case
}

bool contains(const std::vector<std::string>& all, std::string_view name) {
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return same(one, name); });
}

std::string_view in_one_piece(std::string_view text) {
  auto n = std::min(text.size(), longest_database_text);
  while (n > 0 && n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  return text.substr(0, n);
}

// "a|b?" as an expression, by what the table has; `missing` where it is needed and not there. A row that has
// nothing in a has it in b.
std::string expression(std::string_view column, const std::vector<std::string>& there, std::string& missing) {
  if (contains(there, column)) return sqlite_quoted(column);  // also one whose name has these signs
  const bool optional = column.ends_with('?');
  if (optional) column.remove_suffix(1);
  std::vector<std::string> names;
  for (const auto name : split(column, '|'))
    if (contains(there, name)) names.push_back(sqlite_quoted(name));
  if (names.size() > 1) {
    std::string first = "COALESCE(";
    for (const auto& name : names) first += "NULLIF(" + name + ", ''), ";
    return first + names.front() + ")";
  }
  if (!names.empty()) return names.front();
  if (!optional) missing += (missing.empty() ? "" : ", ") + std::string(column);
  return "NULL";
}

}  // namespace

std::int64_t TableRow::number(std::size_t column, std::int64_t otherwise) const {
  return row_.number(column + 1, otherwise);
}

double TableRow::real(std::size_t column, double otherwise) const {
  return row_.real(column + 1, otherwise);
}

std::string TableRow::text(std::size_t column) const {
  switch (kind(column)) {
    case SqliteRow::Kind::null:
      return {};
    case SqliteRow::Kind::number:
      return fmt::format("{}", row_.number(column + 1));
    case SqliteRow::Kind::real:
      return fmt::format("{}", row_.real(column + 1));
    default:
      break;
  }
  const auto whole = as_text(bytes(column));
  const auto part = in_one_piece(whole);
  if (part.size() != whole.size() && out_ != nullptr)
    out_->problem(Fault::too_big,
                  fmt::format("row {} of {}: a text of {} bytes was cut", id(), table_, whole.size()), at());
  return to_utf8(part);
}

StoredTime TableRow::time(std::size_t column, Epoch epoch) const {
  StoredTime out;
  switch (kind(column)) {
    case SqliteRow::Kind::null:
      return out;
    case SqliteRow::Kind::number:
      out.when = time_of(row_.number(column + 1), epoch);
      break;
    case SqliteRow::Kind::real:
      out.when = time_of(row_.real(column + 1), epoch);
      break;
    default:
      break;
  }
  if (!known(out.when)) out.text = text(column);
  if (out.text == "0") out.text.clear();
  return out;
}

SqliteTables::SqliteTables(std::unique_ptr<SqliteDatabase> database, Sink& out)
    : database_(std::move(database)), out_(&out) {}

std::optional<SqliteTables> SqliteTables::open(const File& file, Sink& out) {
  auto database = SqliteDatabase::open(*file.source, file.wanted(0), file.wanted(1));
  if (!database) {
    out.problem(database.error().fault, database.error().what, database.error().offset);
    return {};
  }
  for (const auto& warning : (*database)->warnings())
    if (warning.lost) out.problem(warning.what.fault, warning.what.what, warning.what.offset);
  return SqliteTables(std::move(*database), out);
}

std::vector<std::string> SqliteTables::names(std::size_t most) const {
  std::vector<std::string> out;
  bool more = false;
  const auto read =
      database_->each("SELECT name FROM sqlite_schema WHERE type = 'table'", [&](const auto& row) {
        more = out.size() == most;
        if (!more) out.emplace_back(row.text(0));
        return !more;
      });
  if (!read) out_->problem(read.error().fault, "the list of tables: " + read.error().what, 0);
  if (more)
    out_->problem(Fault::too_big, fmt::format("of more than {} tables the rest is not read", most), 0);
  return out;
}

bool SqliteTables::has(std::string_view table) const {
  return database_->columns(table).has_value();
}

bool SqliteTables::has(std::string_view table, std::string_view column) const {
  const auto there = database_->columns(table);
  return there && contains(*there, column);
}

std::vector<std::string> SqliteTables::columns(std::string_view table) const {
  return database_->columns(table).value_or(std::vector<std::string>());
}

bool SqliteTables::each(std::string_view table, const Columns& columns, const Visit& visit) {
  const auto there = database_->columns(table);
  if (!there) {
    out_->problem(there.error().fault, fmt::format("{} cannot be read: {}", table, there.error().what), 0);
    return false;
  }
  std::string missing, list;
  for (const auto column : columns) list += (list.empty() ? "" : ", ") + expression(column, *there, missing);
  if (!missing.empty()) {
    out_->problem(Fault::unsupported_version,
                  fmt::format("{} is of a version that is not known: it has no {}", table, missing), 0);
    return false;
  }
  const auto row = [&](const SqliteRow& seen) {
    visit(TableRow(seen, out_, table));
    return true;
  };
  const auto gap = [&](const Error& e) {
    out_->problem(e.fault, fmt::format("{}: {}", table, e.what), e.offset);
  };
  const auto quoted = sqlite_quoted(table);
  if (database_->each(fmt::format("SELECT rowid FROM {} LIMIT 0", quoted),
                      [](const SqliteRow&) { return false; })) {
    database_->salvage(table, list, row, gap);
    return true;
  }
  // A table without rowids is read in one go.
  if (const auto read = database_->each(fmt::format("SELECT 0, {} FROM {}", list, quoted), row); !read)
    gap(read.error());
  return true;
}

bool SqliteTables::each_if_there(std::string_view table, const Columns& columns, const Visit& visit) {
  const auto there = database_->columns(table);
  if (!there && there.error().fault == Fault::unsupported) return true;
  return each(table, columns, visit);
}

TableLookup SqliteTables::lookup(std::string_view table, const Columns& columns) {
  const auto there = database_->columns(table);
  std::string missing, list;
  if (there)
    for (const auto column : columns)
      list += (list.empty() ? "" : ", ") + expression(column, *there, missing);
  auto found = there && missing.empty() ? database_->lookup(table, list)
                                        : Result<SqliteDatabase::Lookup>(SqliteDatabase::Lookup());
  return {found ? std::move(*found) : SqliteDatabase::Lookup(), table, *out_};
}

bool TableLookup::find(std::int64_t rowid, const Visit& visit) {
  if (!lookup_) return false;
  const auto found = lookup_(rowid, [&](const SqliteRow& row) {
    visit(TableRow(row, nullptr, table_));
    return true;
  });
  if (!found && !told_) {
    told_ = true;
    const auto& e = found.error();
    out_->problem(
        e.fault,
        fmt::format("{}: row {}, which others refer to, could not be read: {}", table_, rowid, e.what),
        e.offset);
  }
  return found && *found;
}

std::unordered_map<std::int64_t, std::string> SqliteTables::texts(std::string_view table,
                                                                  std::string_view column) {
  std::unordered_map<std::int64_t, std::string> out;
  bool told = false;
  each(table, {column}, [&](const TableRow& row) {
    if (out.size() < most_texts) {
      out.emplace(row.id(), row.text(0));
    } else if (!told) {
      told = true;
      out_->problem(Fault::too_big, fmt::format("{} has more rows than are kept in memory", table), row.at());
    }
  });
  return out;
}

bool is_database_with(Bytes head, std::initializer_list<std::string_view> tables) {
  if (!SqliteDatabase::recognise(head)) return false;
  constexpr std::string_view begin = "CREATE TABLE ", quotes = "\"'`[";
  const auto text = as_text(head);
  std::size_t found = 0;
  for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
    auto rest = text.substr(at + begin.size());
    if (!rest.empty() && quotes.find(rest.front()) != std::string_view::npos) rest.remove_prefix(1);
    const auto name = rest.substr(0, rest.find_first_of(" (\n\r\t\"'`]"));
    found += std::find(tables.begin(), tables.end(), name) != tables.end();
  }
  return found >= tables.size();
}

}  // namespace waarborg
