// Logs beside a database: what we read must be what SQLite reads from a copy of the same files, damaged or
// not.
#include "base/cursor.h"
#include "formats/sqlite_test.h"

namespace waarborg::sqlite_test {
namespace {

constexpr std::size_t wal_header = 32, frame_header = 24;

// Committed rows, then an older log behind a restart, then a transaction that is still open.
Files in_use(int page_size) {
  Folder folder;
  const auto path = folder / "w.db";
  Real real(path);
  real.run(fmt::format(
      "PRAGMA page_size={}; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=2;",
      page_size));
  real.run(std::string(table) + rows(1, 200));
  real.run("PRAGMA wal_checkpoint(RESTART);" + rows(100, 120, "later") + rows(110, 300, "latest"));
  real.run("PRAGMA wal_checkpoint(RESTART);" + rows(1, 5, "newest") + "DELETE FROM t WHERE id=150;");
  real.run("BEGIN;" + rows(1, 100, "never"));
  return Files::of(path);
}

// Pages written to the database in a transaction that did not end; the journal knows how they were.
Files torn(int page_size, std::string_view synchronous = "FULL") {
  Folder folder;
  const auto path = folder / "j.db";
  Real real(path);
  real.run(fmt::format("PRAGMA page_size={}; PRAGMA cache_size=2; PRAGMA synchronous={};", page_size,
                       synchronous));
  real.run(std::string(table) + rows(1, 150));
  real.run("BEGIN;" + rows(20, 400, "never"));
  return Files::of(path);
}

void put(Blob& bytes, std::size_t at, std::uint32_t value, bool big = true) {
  for (unsigned i = 0; i < 4; ++i)
    bytes[at + i] = static_cast<std::uint8_t>(value >> (big ? 24 - 8 * i : 8 * i));
}
std::uint32_t get(const Blob& bytes, std::size_t at) {
  return Cursor(Bytes(bytes).subspan(at)).be<std::uint32_t>();
}

// Signs a log anew after a test has changed it, in either byte order.
void sign(Blob& wal, bool big) {
  put(wal, 0, big ? 0x377F0683 : 0x377F0682);
  std::uint32_t a = 0, b = 0;
  const auto add = [&](std::size_t from, std::size_t n) {
    for (std::size_t i = from; i < from + n; i += 8) {
      Cursor in(Bytes(wal).subspan(i, 8));
      a += (big ? in.be<std::uint32_t>() : in.le<std::uint32_t>()) + b;
      b += (big ? in.be<std::uint32_t>() : in.le<std::uint32_t>()) + a;
    }
  };
  const std::size_t page = get(wal, 8);
  add(0, 24);
  put(wal, 24, a), put(wal, 28, b);
  for (std::size_t at = wal_header; at + frame_header + page <= wal.size(); at += frame_header + page) {
    if (get(wal, at + 8) != get(wal, 16)) break;  // of an older log
    add(at, 8), add(at + frame_header, page);
    put(wal, at + 16, a), put(wal, at + 20, b);
  }
}

TEST(SqliteWal, committed_frames_count_and_uncommitted_and_stale_frames_do_not) {
  for (const int page_size : {512, 1024, 4096, 65536}) {
    const auto files = in_use(page_size);
    ASSERT_FALSE(files.wal.empty());
    const auto ours = as_we_read(files);
    EXPECT_TRUE(ours.good) << page_size;
    EXPECT_EQ(ours, as_sqlite_reads(files)) << page_size;
    EXPECT_EQ(ours.count, 299u);
    EXPECT_NE(ours.text.find("3|newest 3|"), std::string::npos);
    EXPECT_EQ(ours.text.find("never"), std::string::npos);
    Opened opened(files);
    EXPECT_EQ(opened.lost(), 0u) << opened.said();
    if (page_size < 65536) {  // else the open transaction still fits into memory
      EXPECT_NE(opened.said().find("they follow the last commit"), std::string::npos) << opened.said();
    }
    EXPECT_NE(as_we_read({.main = files.main}), ours) << "the log made no difference";
  }
}

TEST(SqliteWal, frames_of_an_older_log_are_left_out_and_named) {
  auto files = in_use(1024);
  const auto frame = frame_header + 1024;
  for (auto at = wal_header; at + frame <= files.wal.size(); at += frame)
    if (at > wal_header + 2 * frame) put(files.wal, at + 8, 0);  // salt 1
  EXPECT_EQ(as_we_read(files), as_sqlite_reads(files));
  Opened opened(files);
  EXPECT_NE(opened.said().find("they belong to an older log"), std::string::npos) << opened.said();
  EXPECT_EQ(opened.lost(), 0u);
}

TEST(SqliteWal, a_wrong_salt_or_checksum_before_a_commit_is_a_loss) {
  for (const std::size_t where : {8u, 12u, 16u, 20u, 24u}) {
    auto files = in_use(1024);
    files.wal[wal_header + where] ^= 1;
    EXPECT_EQ(as_we_read(files), as_sqlite_reads(files));
    Opened opened(files);
    EXPECT_EQ(opened.lost(), 1u) << where << opened.said();
  }
}

TEST(SqliteWal, both_byte_orders_of_checksums_are_read) {
  auto files = in_use(512);
  const auto before = as_we_read(files);
  sign(files.wal, false);
  EXPECT_EQ(as_we_read(files), before) << "the test signs otherwise than SQLite";
  sign(files.wal, true);
  EXPECT_EQ(as_we_read(files), before);
  EXPECT_EQ(as_sqlite_reads(files), before);
}

TEST(SqliteWal, every_cut_gives_what_sqlite_gives) {
  const auto files = in_use(512);
  std::size_t different = 0;
  const auto whole = as_we_read(files);
  for (std::size_t i = 0; i <= 60; ++i) {
    auto cut = files;
    cut.wal.resize(files.wal.size() * i / 60);
    const auto ours = as_we_read(cut);
    EXPECT_EQ(ours, as_sqlite_reads(cut)) << cut.wal.size();
    different += ours != whole;
  }
  EXPECT_GT(different, 0u);
}

TEST(SqliteWal, every_changed_bit_gives_what_sqlite_gives_and_is_named) {
  const auto files = in_use(512);
  std::mt19937 random(7);
  for (int i = 0; i < 120; ++i) {
    auto bad = files;
    bad.wal = flipped(files.wal, random, 0, i < 60 ? wal_header + frame_header * 2 : files.wal.size());
    EXPECT_EQ(as_we_read(bad), as_sqlite_reads(bad)) << i;
    EXPECT_NE(Opened(bad).said(), "") << i;
  }
}

TEST(SqliteWal, a_log_that_claims_two_billion_pages_costs_nothing) {
  auto files = in_use(512);
  for (std::size_t at = wal_header; at + frame_header + 512 <= files.wal.size(); at += frame_header + 512)
    if (get(files.wal, at + 4) != 0) put(files.wal, at + 4, 1u << 31);
  sign(files.wal, false);
  const auto ours = as_we_read(files);
  EXPECT_TRUE(ours.good);
  EXPECT_EQ(ours.count, 299u);
}

TEST(SqliteWal, a_log_of_another_page_size_is_not_of_this_database) {
  auto files = in_use(512);
  files.wal = in_use(1024).wal;
  Opened opened(files);
  ASSERT_TRUE(opened.db) << opened.said();
  EXPECT_NE(opened.said().find("lost: the write-ahead log has pages of 1024 bytes"), std::string::npos)
      << opened.said();
}

TEST(SqliteWal, a_log_beside_an_empty_file_is_read_when_it_holds_the_first_page) {
  Folder folder;
  const auto path = folder / "w.db";
  Real real(path);
  real.run("PRAGMA page_size=512; PRAGMA journal_mode=WAL;" + std::string(table) + rows(1, 50));
  const auto files = Files::of(path);
  EXPECT_EQ(as_we_read({.wal = files.wal}), as_sqlite_reads(files));
  Opened cut({.wal = in_use(512).wal});
  ASSERT_FALSE(cut.db) << "this log does not hold the first page";
  EXPECT_EQ(cut.db.error().fault, Fault::truncated);
}

TEST(SqliteWal, a_log_beyond_the_limit_is_left_out_and_named) {
  const auto files = in_use(512);
  Opened opened(files, {.log_bytes = 1000});
  ASSERT_TRUE(opened.db) << opened.said();
  EXPECT_EQ(opened.lost(), 1u) << opened.said();
}

TEST(SqliteJournal, a_hot_journal_is_undone) {
  for (const int page_size : {512, 4096, 65536})
    for (const auto* synchronous : {"FULL", "OFF"}) {
      const auto files = torn(page_size, synchronous);
      ASSERT_GT(files.journal.size(), 512u);
      const auto ours = as_we_read(files);
      EXPECT_TRUE(ours.good);
      EXPECT_EQ(ours.count, 150u) << page_size << synchronous;
      EXPECT_EQ(ours, as_sqlite_reads(files));
      EXPECT_EQ(ours.text.find("never"), std::string::npos);
      if (page_size < 65536) {
        EXPECT_NE(as_we_read({.main = files.main}), ours) << "the journal made no difference";
      }
    }
}

TEST(SqliteJournal, a_journal_that_ended_is_left_alone) {
  for (const auto* mode : {"PERSIST", "TRUNCATE", "DELETE"}) {
    Folder folder;
    const auto path = folder / "p.db";
    Real real(path);
    real.run(fmt::format("PRAGMA page_size=512; PRAGMA journal_mode={};", mode) + std::string(table) +
             rows(1, 90));
    real.run(rows(30, 60, "after"));
    const auto files = Files::of(path);
    EXPECT_EQ(as_we_read(files), as_sqlite_reads(files));
    EXPECT_NE(as_we_read(files).text.find("after 40"), std::string::npos);
    EXPECT_EQ(Opened(files).said(), "") << mode;
  }
}

TEST(SqliteJournal, every_cut_and_every_changed_bit_gives_what_sqlite_gives) {
  std::mt19937 random(11);
  const auto files = torn(512);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < 160; ++i) {
    auto bad = files;
    if (i < 40)
      bad.journal.resize(files.journal.size() * i / 40);
    else
      bad.journal = flipped(files.journal, random, 0, i < 100 ? 28 : files.journal.size());
    const auto theirs = as_sqlite_reads(bad), ours = as_we_read(bad);
    if (!theirs.good) continue;  // half undone: a database that is damaged for both
    EXPECT_EQ(ours, theirs) << i;
    ++compared;
  }
  EXPECT_GT(compared, 80u);
}

TEST(SqliteJournal, a_common_journal_of_several_databases_is_not_undone_but_named) {
  auto files = torn(512);
  const std::string_view name = "/gone/common-journal";
  std::uint32_t sum = 0;
  for (const char c : name) sum += static_cast<std::uint32_t>(c);
  Blob tail(4 + name.size() + 16);
  put(tail, 0, (1u << 30) / 512 + 1);
  std::copy(name.begin(), name.end(), tail.begin() + 4);
  put(tail, 4 + name.size(), static_cast<std::uint32_t>(name.size()));
  put(tail, 8 + name.size(), sum);
  std::copy_n(files.journal.begin(), 8, tail.end() - 8);
  files.journal.insert(files.journal.end(), tail.begin(), tail.end());
  EXPECT_EQ(as_we_read(files), as_sqlite_reads(files));
  EXPECT_NE(Opened(files).said().find("several databases"), std::string::npos);
}

}  // namespace
}  // namespace waarborg::sqlite_test
