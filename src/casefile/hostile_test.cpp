// A case that somebody hands over: damaged, cut, of another format, or made to hurt. Whatever is done to the
// file, the answer is an error or the truth.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "casefile/format.h"
#include "casefile/packed.h"
#include "casefile/sample_test.h"

namespace waarborg {
namespace {

using namespace sample;

Result<Dump> look(const std::string& path) {
  auto view = CaseView::open(path);
  if (!view) return pass(view.error());
  return dump(**view);
}

Fault fault_of(const std::string& path) {
  const auto view = CaseView::open(path);
  EXPECT_FALSE(view);
  return view ? Fault::crashed : view.error().fault;
}

// Changes a finished case by SQL, as an attacker would; row_sum is at hand, so sums can be forged.
void change(const std::string& path, const std::string& sql) {
  auto database = Database::to_write(path);
  ASSERT_TRUE(database);
  const auto done = database->run(sql);
  ASSERT_TRUE(done) << done.error().what;
}

void expect_error_or_truth(const std::string& path, const std::string& truth, const std::string& what,
                           int& errors) {
  const auto got = look(path);
  if (!got || !got->errors.empty())
    ++errors;
  else
    EXPECT_EQ(got->text, truth) << what << ": another answer, and no error";
}

TEST(HostileCase, a_flipped_bit_is_an_error_or_changes_nothing) {
  const Folder folder;
  const auto path = write_sample(folder.file("a.case"));
  const auto truth = look(path)->text;
  const auto whole = read_file(path);
  // Every bit of the header, and of the rest the bytes that hold something.
  std::vector<std::size_t> bits;
  for (std::size_t i = 0; i < 100 * 8; ++i) bits.push_back(i);
  std::vector<std::size_t> used;
  for (std::size_t i = 100; i < whole.size(); ++i)
    if (whole[i] != 0) used.push_back(i);
  std::mt19937 engine(7);
  for (int i = 0; i < 1500; ++i) bits.push_back(used[engine() % used.size()] * 8 + engine() % 8);
  for (int i = 0; i < 200; ++i) bits.push_back(engine() % (whole.size() * 8));
  int errors = 0;
  for (const auto bit : bits) {
    auto bent = whole;
    bent[bit / 8] = static_cast<std::uint8_t>(bent[bit / 8] ^ 1u << bit % 8);
    write_file(path, bent);
    expect_error_or_truth(path, truth, fmt::format("bit {} of byte {}", bit % 8, bit / 8), errors);
  }
  EXPECT_GT(errors, 1000) << "most flips hit something";
}

TEST(HostileCase, cut_anywhere_is_an_error) {
  const Folder folder;
  const auto path = write_sample(folder.file("a.case"));
  const auto whole = read_file(path);
  for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 997) {
    write_file(path, Bytes(whole).first(size));
    EXPECT_FALSE(CaseView::open(path)) << size;
  }
}

TEST(HostileCase, pages_that_were_swapped_or_wiped_are_an_error_or_change_nothing) {
  const Folder folder;
  const auto path = write_sample(folder.file("a.case"));
  const auto truth = look(path)->text;
  const auto whole = read_file(path);
  constexpr std::size_t page = 8192;
  int errors = 0;
  for (std::size_t a = 1; a < whole.size() / page; ++a) {
    const auto at = [&](auto& of, std::size_t n) {
      return of.begin() + static_cast<std::ptrdiff_t>(n * page);
    };
    auto wiped = whole;
    std::fill(at(wiped, a), at(wiped, a + 1), std::uint8_t{0});
    write_file(path, wiped);
    expect_error_or_truth(path, truth, fmt::format("page {} wiped", a), errors);
    for (std::size_t b = 1; b < whole.size() / page; ++b) {
      auto copied = whole;
      std::copy(at(whole, a), at(whole, a + 1), at(copied, b));
      write_file(path, copied);
      expect_error_or_truth(path, truth, fmt::format("page {} over {}", a, b), errors);
    }
  }
  EXPECT_GT(errors, 10);
}

TEST(HostileCase, what_is_not_a_case_is_told_apart) {
  const Folder folder;
  EXPECT_EQ(fault_of(folder.file("none")), Fault::not_found);
  EXPECT_EQ(fault_of(std::string("a\0b", 3)), Fault::not_found);
  EXPECT_EQ(fault_of(folder.file("")), Fault::unsupported) << "a folder";
  write_file(folder.file("text"),
             as_bytes("not a database at all, but longer than a header would be, if it were one, "
                      "which it is not, so go away"));
  EXPECT_EQ(fault_of(folder.file("text")), Fault::unsupported);
  write_file(folder.file("empty"), {});
  EXPECT_EQ(fault_of(folder.file("empty")), Fault::truncated);
  const auto path = write_sample(folder.file("a.case"));
  change(path, "PRAGMA application_id=1");
  EXPECT_EQ(fault_of(path), Fault::unsupported);
}

TEST(HostileCase, a_newer_format_is_not_guessed_at) {
  const Folder folder;
  const auto path = write_sample(folder.file("a.case"));
  change(path, fmt::format("PRAGMA user_version={}", case_format + 1));
  const auto view = CaseView::open(path);
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().fault, Fault::unsupported_version);
  EXPECT_NE(view.error().what.find("written by a newer version"), std::string::npos);
}

// An older format is written as it was: the same tables, but coverage without `needed` (0) and findings
// without a name (0 and 1).
void write_older(const std::string& now, const std::string& then, int format) {
  write_file(then, {});
  auto database = Database::to_write(then);
  ASSERT_TRUE(database);
  ASSERT_TRUE(make_tables(*database, format));
  std::string sql = fmt::format("ATTACH '{}' AS now;", now);
  for (const auto& table : case_tables()) {
    std::string columns(table.columns);
    if (table.name == "finding") columns.resize(columns.rfind(','));
    if (table.name == "coverage" && format == 0) columns.resize(columns.rfind(','));
    sql += fmt::format("INSERT INTO main.{0} SELECT {1}, row_sum('{0}', {1}) FROM now.{0};", table.name,
                       columns);
  }
  const auto done = database->run(sql);
  ASSERT_TRUE(done) << done.error().what;
}

TEST(HostileCase, older_formats_are_read_with_what_they_did_not_have) {
  const Folder folder;
  const auto now = write_sample(folder.file("now.case"));
  const auto today = look(now);
  const auto replace = [](std::string& text, const std::string& what, const std::string& by) {
    ASSERT_NE(text.find(what), std::string::npos) << what;
    text.replace(text.find(what), what.size(), by);
  };
  for (const int format : {0, 1}) {
    const auto then = folder.file(fmt::format("then{}.case", format));
    write_older(now, then, format);
    const auto old = look(then);
    ASSERT_TRUE(old) << old.error().what;
    EXPECT_TRUE(old->errors.empty());
    auto want = today->text;
    if (format == 0)
      replace(want, "unsupported-version|false|0||false|", "unsupported-version|false|0||true|");
    replace(want, "|2000|Acme Agent|", "|2000||");
    EXPECT_EQ(old->text, want);

    change(then, format == 0 ? "UPDATE coverage SET why = 'another' WHERE id = 0"
                             : "UPDATE finding SET why = 'another' WHERE id = 0");
    const auto damaged = look(then);
    EXPECT_TRUE(!damaged || !damaged->errors.empty()) << "the old row's own sum is checked on the way up";
  }
}

TEST(HostileCase, a_schema_with_a_mind_of_its_own_is_refused) {
  const Folder folder;
  for (const auto* sql :
       {"DROP TABLE problem; CREATE VIEW problem AS SELECT 1 AS evidence",
        "CREATE TRIGGER t AFTER INSERT ON problem BEGIN DELETE FROM finding; END", "CREATE TABLE extra(x)",
        "CREATE INDEX extra ON problem(why)", "ALTER TABLE coverage ADD COLUMN bomb AS (zeroblob(60000000))",
        "DROP TABLE summary; CREATE VIRTUAL TABLE summary USING fts5(x)", "DROP INDEX program_by"}) {
    const auto path = write_sample(folder.file("a.case"));
    change(path, sql);
    EXPECT_EQ(fault_of(path), Fault::malformed) << sql;
  }
}

TEST(HostileCase, a_log_or_journal_beside_the_file_is_not_looked_at) {
  const Folder folder;
  const auto path = write_sample(folder.file("a.case"));
  const auto truth = look(path)->text;
  auto lie = Database::to_write(path);
  ASSERT_TRUE(lie && lie->run("PRAGMA journal_mode=WAL; UPDATE coverage SET why = 'lie', sum = 0"));
  const auto log = read_file(path + "-wal");
  ASSERT_FALSE(log.empty());
  lie->close();
  write_sample(path);
  write_file(path + "-wal", log);
  write_file(path + "-journal", log);
  const auto before = folder.names();
  EXPECT_EQ(look(path)->text, truth);
  EXPECT_EQ(folder.names(), before) << "and nothing is written";
  change(path, "PRAGMA journal_mode=WAL");
  EXPECT_EQ(fault_of(path), Fault::malformed) << "ours are never written so";
}

TEST(HostileCase, a_damaged_segment_is_named_and_the_others_are_visited) {
  const Folder folder;
  const auto path = folder.file("a.case");
  const Blob zeros(1 << 20);
  Compressor packer;
  const auto small_bomb = packer.pack(zeros);
  const auto lie = [&](const std::string& set) {
    return fmt::format(
        "UPDATE segment SET {} WHERE id = 5<<32; UPDATE segment SET sum = row_sum('segment', id, "
        "count, size, bytes)",
        set);
  };
  std::string hex_bomb;
  for (const auto byte : small_bomb) hex_bomb += fmt::format("{:02x}", byte);
  const std::string at = "segment 0 of job 5";
  for (const auto& [sql, why] :
       {std::pair{std::string("UPDATE segment SET count = 99 WHERE id = 5<<32"), "damaged"},
        {lie("count = 101"), "2 segments in all"},  // the next one then begins inside it
        {lie("count = 99"), "its records are damaged"},
        {lie("count = -1"), "count"},
        {lie("count = 'x'"), "count"},
        {lie("size = 2000000000"), "larger than a segment"},
        {lie("size = -1"), "larger than a segment"},
        {lie("size = size + 1"), "packed size"},
        {lie(fmt::format("size = 100, bytes = x'{}'", hex_bomb)), "packed size"},
        {lie(fmt::format("size = 1048576, bytes = x'{}'", hex_bomb)), "its records are damaged"},
        {lie("bytes = x''"), "packed size"},
        {lie("bytes = x'28b52ffd'"), "packed size"},
        {std::string(
             "DELETE FROM job WHERE job = 5; UPDATE meta SET value = 2, sum = row_sum('meta', key, 2) "
             "WHERE key = 'rows.job'"),
         "no such job"}}) {
    write_sample(path);
    change(path, sql);
    const auto got = look(path);
    ASSERT_TRUE(got) << sql;
    ASSERT_FALSE(got->errors.empty()) << sql;
    EXPECT_NE(got->errors.front().find("of job 5"), std::string::npos) << got->errors.front();
    EXPECT_NE(got->errors.front().find(why), std::string::npos) << got->errors.front() << " after " << sql;
    EXPECT_NE(got->text.find("|/opt/acme/3/"), std::string::npos) << sql;
    EXPECT_NE(got->text.find("|/opt/acme/7/"), std::string::npos) << sql;
  }
}

TEST(HostileCase, forged_rows_that_cannot_be_are_errors) {
  const Folder folder;
  const auto path = folder.file("a.case");
  const auto forge = [](std::string_view table, std::string_view set) {
    const std::string columns(case_table(table).columns);
    return fmt::format("UPDATE {0} SET {1}; UPDATE {0} SET sum = row_sum('{0}', {2})", table, set, columns);
  };
  for (const auto& sql :
       {forge("problem", "fault = 200"), forge("program", "presence = -3"),
        forge("finding", "confidence = 3"), forge("because", "presence = 99"), forge("finding", "kept = 1"),
        forge("coverage", "status = 7"), forge("evidence", "id = id + 4294967296"),
        forge("identifier", "evidence = 77"), forge("summary", "exit_code = -1"),
        forge("coverage", "canary = 2"), forge("meta", "value = 4000000000000 || ''"),
        forge("problem", "file = zeroblob(200000)"), std::string("DELETE FROM problem WHERE n = 0"),
        std::string("DELETE FROM segment"), std::string("DELETE FROM meta WHERE key = 'rows.problem'"),
        std::string("DELETE FROM because WHERE rank = 0")}) {
    write_sample(path);
    change(path, sql);
    const auto got = look(path);
    // A larger file makes room for larger texts; they are then no lie.
    if (sql.find("zeroblob") == std::string::npos)
      EXPECT_TRUE(!got || !got->errors.empty()) << sql;
    else
      EXPECT_TRUE(got && got->errors.empty()) << sql;
  }
}

}  // namespace
}  // namespace waarborg
