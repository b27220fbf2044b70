#include "casefile/format.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/cursor.h"
#include "base/text.h"
#include "casefile/case.h"

namespace waarborg {
namespace {

constexpr std::size_t header_size = 100;  // https://www.sqlite.org/fileformat.html#the_database_header

// An observation's number and a segment's id are job << 32 | sequence. Problems lie in an order that does not
// depend on which worker was faster.
constexpr std::array tables = {
    Table{"meta", "key, value", "key"},
    Table{"content", "id, what, name, version, date, sha256, signature"},
    Table{"evidence",
          "id, path, kind, sha256, taken, taken_from, rights, device_name, organisation, ownership, profile, "
          "management"},
    Table{"identifier", "id, evidence, scheme, value, strength"},
    Table{"job", "job, evidence, file, root, reader, probe"},
    Table{"segment", "id, count, size, bytes"},
    Table{"program", "observation, evidence, root, ecosystem, name, version, vendor, purl, presence", "",
          "ecosystem, name"},
    Table{"problem", "evidence, file, offset, reader, n, fault, why", "evidence, file, offset, reader, n"},
    Table{"coverage", "id, evidence, probe, status, canary, files, why, needed"},
    Table{"finding",
          "id, subject, directive, clause, indicator, source, confidence, presence, hit_class, why, "
          "evidence, root, "
          "matches, kept, name"},
    Table{"because",
          "finding, rank, evidence, observation, indicator, indicator_id, root, probe, kind, field, value, "
          "presence, "
          "file, reader, offset",
          "finding, rank"},
    Table{"summary",
          "id, observations, files, problems, matched_indicators, indicators, confirmed, probable, leads, "
          "exit_code, "
          "incomplete, started"},
};

// The way up. One row a table that was different in an older format: its columns then, and an expression for
// each column of now. A new format adds its number to case_format and the rows that lead to it from every
// older one.
struct WayUp {
  int from;
  std::string_view table, columns, now;
};
constexpr std::string_view finding_1 =
    "id, subject, directive, clause, indicator, source, confidence, presence, hit_class, why, evidence, "
    "root, "
    "matches, kept";
constexpr std::string_view finding_1_now =
    "id, subject, directive, clause, indicator, source, confidence, presence, hit_class, why, evidence, "
    "root, "
    "matches, kept, ''";
constexpr std::array ways_up = {
    // Format 0 did not say which probes were needed. In doubt they all were.
    WayUp{0, "coverage", "id, evidence, probe, status, canary, files, why",
          "id, evidence, probe, status, canary, files, why, 1"},
    // Up to format 1 a finding did not say how its subject is called.
    WayUp{0, "finding", finding_1, finding_1_now},
    WayUp{1, "finding", finding_1, finding_1_now},
};

const WayUp* way_up(int format, std::string_view table) {
  const auto at = std::find_if(ways_up.begin(), ways_up.end(),
                               [&](const auto& way) { return way.from == format && way.table == table; });
  return at == ways_up.end() ? nullptr : &*at;
}

Table table_then(const Table& table, int format) {
  Table then = table;
  if (const auto* way = way_up(format, table.name)) then.columns = way->columns;
  return then;
}

std::string create_sql(const Table& table) {
  if (!table.key.empty())
    return fmt::format("CREATE TABLE {}({}, sum, PRIMARY KEY({})) WITHOUT ROWID", table.name, table.columns,
                       table.key);
  const auto first = table.columns.find(',');
  return fmt::format("CREATE TABLE {}({} INTEGER PRIMARY KEY{}, sum)", table.name,
                     table.columns.substr(0, first), table.columns.substr(first));
}

std::string index_sql(const Table& table) {
  return fmt::format("CREATE INDEX {}_by ON {}({})", table.name, table.name, table.index);
}

// What sqlite_schema must hold: name and SQL, by name.
std::vector<std::pair<std::string, std::string>> schema_of(int format) {
  std::vector<std::pair<std::string, std::string>> schema;
  for (const auto& now : tables) {
    const auto table = table_then(now, format);
    schema.emplace_back(table.name, create_sql(table));
    if (!table.index.empty()) schema.emplace_back(fmt::format("{}_by", table.name), index_sql(table));
  }
  std::sort(schema.begin(), schema.end());
  return schema;
}

std::string view_sql(const Table& table, const WayUp& way) {
  return fmt::format(
      "CREATE TEMP VIEW {0}({1}, sum) AS SELECT {2}, CASE WHEN sum = row_sum('{0}', {3}) THEN row_sum('{0}', "
      "{2}) END "
      "FROM main.{0}",
      table.name, table.columns, way.now, way.columns);
}

}  // namespace

std::span<const Table> case_tables() {
  return tables;
}

const Table& case_table(std::string_view name) {
  return *std::find_if(tables.begin(), tables.end(), [&](const auto& table) { return table.name == name; });
}

std::string insert_sql(const Table& table) {
  const auto count = static_cast<int>(split(table.columns, ',').size());
  std::string places;
  for (int i = 1; i <= count; ++i) places += fmt::format("{}?{}", i == 1 ? "" : ", ", i);
  return fmt::format("INSERT INTO {0} VALUES({1}, row_sum('{0}', {1}))", table.name, places);
}

std::string select_sql(const Table& table, std::string_view where, bool ordered) {
  const auto key = table.key.empty() ? table.columns.substr(0, table.columns.find(',')) : table.key;
  return fmt::format("SELECT {0}, sum = row_sum('{1}', {0}) FROM {1} {2}{3}{4}", table.columns, table.name,
                     where, ordered ? " ORDER BY " : "", ordered ? key : "");
}

Result<> make_tables(Database& database, int format) {
  auto sql = fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", case_application, format);
  for (const auto& [name, create] : schema_of(format)) sql += create + ';';
  return database.run(sql);
}

Result<CaseHeader> read_header(const std::string& path) {
  if (path.find('\0') != std::string::npos) return fail(Fault::not_found, "its name holds a NUL");
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0)
    return fail(errno == ENOENT   ? Fault::not_found
                : errno == EACCES ? Fault::denied
                                  : Fault::io,
                std::strerror(errno));
  struct stat status {};
  std::array<std::uint8_t, header_size> bytes{};
  const bool regular = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const auto got = regular ? ::pread(file, bytes.data(), bytes.size(), 0) : 0;
  ::close(file);
  if (!regular) return fail(Fault::unsupported, "not a regular file");
  if (got == 0) return fail(Fault::truncated, "the file is empty");

  Cursor in(Bytes(bytes).first(static_cast<std::size_t>(std::max<ssize_t>(got, 0))));
  if (in.chars(16) != std::string_view("SQLite format 3\0", 16))
    return fail(Fault::unsupported, "not a case file");
  const auto page = in.be<std::uint16_t>();
  const bool no_log = in.be<std::uint16_t>() == 0x0101;
  in.skip(8);
  const auto pages = in.be<std::uint32_t>();
  in.skip(28);
  const auto format = in.be<std::uint32_t>();
  in.skip(4);
  const auto application = in.be<std::uint32_t>();
  if (!in.ok()) return fail(Fault::truncated, "the file ends in its header", in.at());
  if (application != case_application) return fail(Fault::unsupported, "a database, but not a case file", 68);
  if (format > static_cast<std::uint32_t>(case_format))
    return fail(Fault::unsupported_version,
                fmt::format("written by a newer version of waarborg: case format {}, this one reads up to {}",
                            format, case_format),
                60);
  if (!no_log) return fail(Fault::malformed, "a case file is never written with a write-ahead log", 18);
  const std::uint64_t said = std::uint64_t{pages} * (page == 1 ? 65536u : page),
                      size = static_cast<std::uint64_t>(status.st_size);
  if (said > size) return fail(Fault::truncated, fmt::format("cut short: {} of {} bytes", size, said), size);
  return CaseHeader{static_cast<int>(format), size};
}

Result<> open_tables(Database& database, int format) {
  const auto wanted = schema_of(format);
  auto query = Query::prepare(database, "SELECT name, sql FROM main.sqlite_schema ORDER BY name");
  if (!query) return pass(query.error());
  query->bind();
  std::size_t found = 0;
  bool same = true;
  for (; same && query->step(); ++found)
    same = found < wanted.size() && query->text(0) == wanted[found].first &&
           query->text(1) == wanted[found].second;
  if (const auto done = query->result("its tables cannot be read"); !done) return done;
  if (!same || found != wanted.size())
    return fail(Fault::malformed, fmt::format("its tables are not those of case format {}", format));
  for (const auto& way : ways_up) {
    if (way.from != format) continue;
    if (auto done = database.run(view_sql(case_table(way.table), way)); !done) return done;
  }
  return {};
}

}  // namespace waarborg
