// Hostile databases: what they claim, what they would have us run, and how they lead in circles.
#include "formats/sqlite_test.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <map>
#include <set>

namespace waarborg::sqlite_test {
namespace {

Blob plain(int page_size = 512, int last = 200) {
  return made(std::string(table) + rows(1, last), page_size);
}

struct Salvaged {
  std::map<std::int64_t, std::string> rows;
  std::vector<Error> gaps;
  bool ordered = true;
};

Salvaged salvage(SqliteDatabase& db) {
  Salvaged out;
  db.salvage(
      "t", "s, b",
      [&](const SqliteRow& r) {
        out.ordered = out.ordered && (out.rows.empty() || out.rows.rbegin()->first < r.number(0));
        out.rows[r.number(0)] = fmt::format("{}|{}", r.text(1), hex(r.blob(2)));
        return true;
      },
      [&](const Error& e) { out.gaps.push_back(e); });
  return out;
}
Salvaged salvage(Blob bytes) {
  Opened opened({.main = std::move(bytes)});
  return opened.db ? salvage(**opened.db) : Salvaged{{}, {opened.db.error()}};
}

// The leaf page that holds a row, by looking for its text.
std::size_t page_of(const Blob& bytes, std::string_view text, std::size_t page_size = 512) {
  return as_text(bytes).find(text) / page_size * page_size;
}

TEST(Sqlite, every_page_size_is_read) {
  for (int page_size = 512; page_size <= 65536; page_size *= 2) {
    const Files files{.main = plain(page_size)};
    EXPECT_EQ(as_we_read(files), as_sqlite_reads(files)) << page_size;
    EXPECT_EQ(as_we_read(files).count, 200u);
  }
}

TEST(Sqlite, values_come_with_the_type_they_have) {
  Opened opened({.main = made("PRAGMA encoding='UTF-16le'; CREATE TABLE v(a); INSERT INTO v VALUES "
                              "(NULL),(-7),(1.5),('grün'),(x'00FF'),(x''),('')")});
  std::string seen;
  const auto done = opened->each("SELECT a FROM v", [&](const SqliteRow& r) {
    seen += fmt::format("{}:{}:{}:{}:{}:{} ", static_cast<int>(r.kind(0)), r.number(0), r.real(0), r.text(0),
                        hex(r.blob(0)), static_cast<int>(r.kind(9)));
    return true;
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(seen,
            "0:0:0:::0 1:-7:-7:::0 2:1:1.5:::0 3:0:0:grün:6772c3bc6e:0 4:0:0::00ff:0 4:0:0:::0 3:0:0:::0 ");
}

TEST(Sqlite, header_bytes_that_lie_are_judged) {
  struct Case {
    std::size_t at;
    std::uint8_t value;
    bool opens;
  };
  const auto good = plain();
  for (const auto& [at, value, opens] : {Case{16, 0, false},
                                         {16, 3, false},
                                         {16, 0x80, false},
                                         {17, 1, false},
                                         {18, 1, true},
                                         {18, 2, true},
                                         {18, 200, true},
                                         {19, 1, true},
                                         {19, 2, true},
                                         {19, 3, false},
                                         {0, 'T', false},
                                         {20, 255, false},
                                         {21, 63, false}}) {
    auto bytes = good;
    bytes[at] = value;
    const auto ours = as_we_read({.main = bytes});
    Opened opened({.main = bytes});
    EXPECT_EQ(ours.good && opened.lost() == 0, opens) << at << " = " << int{value};
    if (opens) {
      EXPECT_EQ(ours.count, 200u);
    }
  }
}

TEST(Sqlite, only_reading_is_permitted) {
  Opened opened(
      {.main = made(std::string(table) + rows(1, 9) +
                    "CREATE VIEW v AS SELECT * FROM t;"
                    "CREATE VIRTUAL TABLE f USING fts5(x); CREATE VIRTUAL TABLE r USING rtree(i,a,b);")});
  ASSERT_TRUE(opened.db) << opened.said();
  const auto nothing = [](const SqliteRow&) { return true; };
  for (const auto* sql : {"ATTACH 'file:/etc/passwd' AS x",
                          "PRAGMA table_info(t)",
                          "DELETE FROM t",
                          "INSERT INTO t VALUES(1,2,3)",
                          "CREATE TEMP TABLE x(a)",
                          "BEGIN",
                          "VACUUM",
                          "SELECT load_extension('x')",
                          "SELECT randomblob(9)",
                          "SELECT zeroblob(1000000)",
                          "SELECT replace('a','a','b')",
                          "SELECT printf('%9999d', 1)",
                          "SELECT * FROM v",
                          "SELECT * FROM f",
                          "SELECT * FROM r",
                          "SELECT * FROM pragma_table_info('t')",
                          "SELECT * FROM dbstat",
                          "SELECT * FROM json_each('[1]')",
                          "SELECT 1; SELECT 2",
                          "",
                          "EXPLAIN SELECT 1; DROP TABLE t",
                          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n",
                          "SELECT \"text\" FROM t"})
    EXPECT_FALSE(opened->each(sql, nothing)) << sql;
  EXPECT_TRUE(opened->each("SELECT count(*), max(length(s)) FROM t WHERE id > ?1", nothing,
                           std::array<std::int64_t, 1>{3}));
  EXPECT_EQ(opened->columns("t").value(), (std::vector<std::string>{"id", "s", "b"}));
  EXPECT_EQ(opened->columns("no\"t").error().fault, Fault::unsupported);
}

TEST(Sqlite, a_view_or_a_trigger_in_place_of_a_table_is_not_run) {
  Opened view(
      {.main = made(
           "CREATE TABLE u(a); INSERT INTO u VALUES(1);"
           "CREATE VIEW t AS SELECT 1 AS id, load_extension('/tmp/x') AS s, randomblob(9) AS b FROM u;")});
  ASSERT_TRUE(view.db) << view.said();
  const auto seen = salvage(**view.db);
  EXPECT_TRUE(seen.rows.empty());
  ASSERT_EQ(seen.gaps.size(), 1u);
  EXPECT_EQ(salvage(made(std::string(table) + rows(1, 9) +
                         "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END;"))
                .rows.size(),
            9u);
}

TEST(Sqlite, a_bad_line_of_the_schema_does_not_hide_the_tables) {
  const auto bytes = made(std::string(table) + rows(1, 9) +
                          "CREATE TABLE x(a); PRAGMA writable_schema=ON;"
                          "UPDATE sqlite_schema SET sql='CREATE TABLE x(a, CHECK' WHERE name='x';");
  Opened opened({.main = bytes});
  ASSERT_TRUE(opened.db) << opened.said();
  EXPECT_EQ(opened.lost(), 1u) << opened.said();
  EXPECT_EQ(salvage(**opened.db).rows.size(), 9u);
  EXPECT_FALSE(opened->each("UPDATE sqlite_schema SET sql='x'", [](const SqliteRow&) { return true; }));
}

TEST(Sqlite, every_cut_gives_only_true_rows_and_names_what_is_lost) {
  const auto whole = plain();
  const auto all = salvage(whole);
  ASSERT_EQ(all.rows.size(), 200u);
  ASSERT_TRUE(all.gaps.empty());
  std::size_t most = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    Opened opened(
        {.main = Blob(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * i / 200))});
    if (!opened.db) continue;
    EXPECT_GT(opened.lost(), 0u) << i;
    const auto seen = salvage(**opened.db);
    EXPECT_TRUE(seen.rows.size() == 200 || !seen.gaps.empty()) << i;
    for (const auto& [id, row] : seen.rows) EXPECT_EQ(row, all.rows.at(id)) << i;
    most = std::max(most, seen.rows.size());
  }
  EXPECT_GT(most, 150u);
}

TEST(Sqlite, changed_bits_never_crash_nor_run_on) {
  const auto whole = plain();
  std::mt19937 random(3);
  std::size_t read = 0;
  for (int i = 0; i < 400; ++i) {
    const auto seen = salvage(flipped(whole, random, 0, i < 150 ? 1024 : whole.size()));
    EXPECT_TRUE(seen.ordered);
    EXPECT_LE(seen.rows.size(), 400u);
    read += seen.rows.size();
  }
  EXPECT_GT(read, 400u * 100);
}

TEST(Sqlite, a_damaged_leaf_costs_its_rows_and_no_others) {
  auto bytes = plain();
  const auto all = salvage(bytes);
  const auto page = page_of(bytes, "row 101");
  std::set<std::int64_t> on_page;
  for (const auto& [id, row] : all.rows)
    if (page_of(bytes, fmt::format("row {}", id)) == page) on_page.insert(id);
  ASSERT_TRUE(on_page.contains(101));
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page), 512, 0xFF);
  const auto seen = salvage(bytes);
  ASSERT_EQ(seen.gaps.size(), 1u);
  EXPECT_EQ(seen.gaps[0].offset, static_cast<std::uint64_t>(*on_page.begin()));
  EXPECT_TRUE(
      seen.gaps[0].what.starts_with(fmt::format("rows {} to {}", *on_page.begin(), *on_page.rbegin())))
      << seen.gaps[0].what;
  EXPECT_EQ(seen.rows.size(), all.rows.size() - on_page.size());
}

TEST(Sqlite, a_chain_of_overflow_pages_that_leads_back_costs_one_row) {
  auto bytes = made(std::string(table) +
                    "INSERT INTO t VALUES(1,'a',x'');"
                    "INSERT INTO t VALUES(2,'b',CAST('start'||printf('%.3000c','x')||'end' AS BLOB)); INSERT "
                    "INTO t VALUES(3,'c',x'');");
  // The longest run of x begins an overflow page; its first four bytes are the next page.
  std::size_t broken = 0;
  for (std::size_t page = 512; page + 512 <= bytes.size() && broken == 0; page += 512)
    if (bytes[page + 4] == 'x' && bytes[page + 511] == 'x' && bytes[page + 3] != 0) broken = page;
  ASSERT_NE(broken, 0u);
  bytes[broken + 2] = 0x7F;  // a page that is not there
  const auto seen = salvage(bytes);
  EXPECT_EQ(seen.rows.size(), 2u);
  ASSERT_EQ(seen.gaps.size(), 1u);
  EXPECT_TRUE(seen.gaps[0].what.starts_with("row 2 could not be read")) << seen.gaps[0].what;
}

TEST(Sqlite, a_tree_that_leads_back_into_itself_ends) {
  for (const bool onto_itself : {true, false}) {
    auto bytes = plain(512, 2000);
    // An interior page of a table begins with 5; its cells are child page and rowid, the right-most child at
    // byte 8.
    std::vector<std::size_t> interior;
    for (std::size_t page = 512; page < bytes.size(); page += 512)
      if (bytes[page] == 5 && bytes[page + 3] + bytes[page + 4] > 1) interior.push_back(page);
    ASSERT_GT(interior.size(), 1u);
    for (const auto page : interior) {
      const auto target = onto_itself ? page / 512 + 1 : page_of(bytes, "row 5") / 512 + 1;
      const std::size_t cells = bytes[page + 3] * 256u + bytes[page + 4];
      for (std::size_t i = 0; i < cells; ++i) {
        const std::size_t cell = page + bytes[page + 12 + 2 * i] * 256u + bytes[page + 13 + 2 * i];
        bytes[cell + 2] = static_cast<std::uint8_t>(target >> 8),
                     bytes[cell + 3] = static_cast<std::uint8_t>(target);
      }
    }
    const auto seen = salvage(bytes);
    EXPECT_TRUE(seen.ordered);
    EXPECT_LE(seen.rows.size(), 2000u);
    EXPECT_FALSE(seen.gaps.empty());
  }
}

TEST(Sqlite, limits_are_named_when_they_are_reached) {
  const auto bytes = plain();
  Opened steps({.main = bytes}, {.steps = 5000});
  ASSERT_TRUE(steps.db) << steps.said();
  const auto done = steps->each("SELECT count(*) FROM t a, t b, t c", [](const SqliteRow&) { return true; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, Fault::too_big);

  Opened values({.main = bytes}, {.value_bytes = 2000});
  ASSERT_TRUE(values.db) << values.said();
  const auto seen = salvage(**values.db);
  EXPECT_EQ(seen.rows.size(), 200u - 200 / 7);
  EXPECT_EQ(seen.gaps.size(), 200u / 7);
  for (const auto& gap : seen.gaps) EXPECT_EQ(gap.fault, Fault::too_big);
}

TEST(Sqlite, what_is_no_database_is_refused) {
  for (const auto& bytes : {Blob{}, Blob(99, 'S'), Blob(4096, 0), Blob(5000, 'x')}) {
    Opened opened({.main = bytes});
    ASSERT_FALSE(opened.db);
    EXPECT_NE(opened.db.error().what, "");
  }
  EXPECT_TRUE(SqliteDatabase::recognise(plain()));
  EXPECT_FALSE(SqliteDatabase::recognise(as_bytes("SQLite format 3")));
}

TEST(Sqlite, reading_asks_nothing_of_the_system_but_memory) {
  const auto bytes = plain(4096, 2000);
  SqliteDatabase::warm_up();
  const auto child = fork();
  if (child == 0) {
    std::vector<sock_filter> filter = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    // The last four are the sanitizers': they try through a pipe whether memory can be read.
    for (const auto call : {SYS_brk, SYS_mmap, SYS_munmap, SYS_mprotect, SYS_madvise, SYS_mremap, SYS_futex,
                            SYS_exit_group, SYS_pipe2, SYS_write, SYS_close, SYS_sigaltstack}) {
      filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
      filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
      _exit(3);
    const auto seen = salvage(bytes);
    _exit(seen.rows.size() == 2000 && seen.gaps.empty() ? 0 : 4);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "killed by signal " << (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace waarborg::sqlite_test
