// The same tests on SQLite always, and on PostgreSQL where WAARBORG_POSTGRESQL names one
// (tests/ledger/with-postgresql).
#include "ledger/store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

namespace waarborg {
namespace {

std::string postgresql() {
  const char* address = std::getenv("WAARBORG_POSTGRESQL");
  return address == nullptr ? "" : address;
}

class Ledger : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "postgresql") {
      address_ = postgresql();
      soci::session session("postgresql", address_);
      session << "DROP TABLE IF EXISTS ledger_event";
      session << "DROP TABLE IF EXISTS ledger_meta";
    } else {
      auto name = (std::filesystem::temp_directory_path() / "ledger-XXXXXX").string();
      ASSERT_NE(mkdtemp(name.data()), nullptr);
      folder_ = name;
      address_ = folder_ + "/file:a?mode=memory.ledger";  // a path is always a path
    }
    ASSERT_TRUE(Store::init(address_));
  }
  void TearDown() override {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  std::unique_ptr<Store> open() {
    auto store = Store::open(address_);
    if (store) return std::move(*store);
    ADD_FAILURE() << store.error().what;
    std::abort();
  }
  void tamper(const std::string& sql) {
    soci::session session;
    if (GetParam() == "postgresql")
      session.open("postgresql", address_);
    else
      session.open(soci::sqlite3, "dbname=\"" + address_ + "\"");
    session << sql;
  }
  static std::vector<NewEvent> some(int n) {
    std::vector<NewEvent> out;
    for (int i = 0; i < n; ++i)
      out.push_back({from_seconds(1000 + i), "nl/a", "asset", "{\"n\":" + std::to_string(i) + "}"});
    return out;
  }
  std::string folder_, address_;
};

TEST_P(Ledger, gives_back_what_was_recorded_in_order) {
  const auto store = open();
  ASSERT_TRUE(store->append(
      {{from_microseconds(1'500'000), "é'; DROP TABLE ledger_event; --", "asset", "{\"a\":\"\\u0000\"}"}},
      from_seconds(50)));
  ASSERT_TRUE(store->append(some(3), from_seconds(60)));
  std::vector<Event> events;
  ASSERT_TRUE(open()->each([&](const Event& e) { events.push_back(e); }));
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].organisation, "é'; DROP TABLE ledger_event; --");
  EXPECT_EQ(events[0].about, from_microseconds(1'500'000));
  EXPECT_EQ(events[0].body, "{\"a\":\"\\u0000\"}");
  EXPECT_EQ(events[3].id, 4);
  const auto verified = store->verify(events[1].digest);
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->first, 4);
  EXPECT_EQ(verified->second, events[3].digest);
  EXPECT_FALSE(store->verify(std::string(64, 'a'))) << "a head that is not of this history";
}

TEST_P(Ledger, every_kind_of_tampering_shows) {
  for (const auto* sql :
       {"UPDATE ledger_event SET body = '{\"n\":7}' WHERE id = 2",
        "UPDATE ledger_event SET organisation = 'nl/b' WHERE id = 2",
        "UPDATE ledger_event SET about = '1970-01-01T00:00:02Z' WHERE id = 2",
        "UPDATE ledger_event SET about = '1970-01-01 00:16:41' WHERE id = 2",
        "UPDATE ledger_event SET kind = 'lost' WHERE id = 2", "DELETE FROM ledger_event WHERE id = 2",
        "DELETE FROM ledger_event WHERE id = 1", "DELETE FROM ledger_event WHERE id = 4",
        "UPDATE ledger_event SET id = 9 WHERE id = 4",
        "INSERT INTO ledger_event SELECT 5, about, recorded, organisation, kind, body, digest FROM "
        "ledger_event WHERE id = 4"}) {
    TearDown();
    SetUp();
    ASSERT_TRUE(open()->append(some(4), from_seconds(50)));
    ASSERT_TRUE(open()->verify(""));
    tamper(sql);
    EXPECT_FALSE(open()->verify("")) << sql;
  }
}

// Who only reads must notice as well: the last finding taken out is what a forger would do.
TEST_P(Ledger, a_ledger_without_its_end_cannot_be_read) {
  for (const auto* sql :
       {"DELETE FROM ledger_event WHERE id = 4", "DELETE FROM ledger_event",
        "UPDATE ledger_event SET digest = 'aa' WHERE id = 4",
        "INSERT INTO ledger_event SELECT 5, about, recorded, organisation, kind, body, digest FROM "
        "ledger_event WHERE id = 4"}) {
    TearDown();
    SetUp();
    ASSERT_TRUE(open()->append(some(4), from_seconds(50)));
    ASSERT_TRUE(open()->each([](const Event&) {}));
    tamper(sql);
    const auto read = open()->each([](const Event&) {});
    ASSERT_FALSE(read) << sql;
    EXPECT_EQ(read.error().fault, Fault::io);
    EXPECT_NE(read.error().what.find("end"), std::string::npos) << read.error().what;
    const auto writer = open();
    ASSERT_TRUE(writer->lock());
    EXPECT_FALSE(writer->each([](const Event&) {})) << sql << ", under the lock";
  }
}

TEST_P(Ledger, what_was_checked_under_the_lock_holds_when_it_is_recorded) {
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([this] {
      const auto store = open();
      EXPECT_TRUE(store->lock());
      bool there = false;
      EXPECT_TRUE(store->each([&](const Event& e) { there |= e.body == "{\"n\":0}"; }));
      if (!there) {
        EXPECT_TRUE(store->append(some(1), from_seconds(100)));
      }
    });
  writers.clear();
  EXPECT_EQ(open()->verify("")->first, 1) << "the same event twice";
}

TEST_P(Ledger, history_is_not_written_afterwards) {
  const auto store = open();
  ASSERT_TRUE(store->append(some(1), from_seconds(100)));
  EXPECT_FALSE(store->append(some(1), from_seconds(99)));
  EXPECT_FALSE(Store::init(address_)) << "a ledger that is there is not made again";
  EXPECT_EQ(store->verify("")->first, 1);
}

TEST_P(Ledger, two_writers_wait_for_each_other) {
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([this] {
      const auto store = open();
      for (int i = 0; i < 5; ++i) EXPECT_TRUE(store->append(some(2), from_seconds(100)));
    });
  writers.clear();
  const auto verified = open()->verify("");
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->first, 40);
}

// A child acknowledges each append on a pipe until it is killed: what was acknowledged is there, and no half.
TEST_P(Ledger, a_killed_writer_loses_nothing_acknowledged) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = Store::open(address_);
    for (int i = 0; store && i < 100'000; ++i)
      if (!(*store)->append(some(3), from_seconds(100)) || write(pipe_ends[1], "x", 1) != 1) break;
    _exit(0);
  }
  close(pipe_ends[1]);
  char c = 0;
  std::int64_t acknowledged = 0;
  while (acknowledged < 5 && read(pipe_ends[0], &c, 1) == 1) ++acknowledged;
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  while (read(pipe_ends[0], &c, 1) == 1) ++acknowledged;
  close(pipe_ends[0]);
  ASSERT_GE(acknowledged, 5);
  const auto verified = open()->verify("");
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_GE(verified->first, acknowledged * 3);
  EXPECT_EQ(verified->first % 3, 0) << "nothing half";
}

TEST_P(Ledger, a_full_disk_leaves_the_ledger_as_it_was) {
  if (GetParam() == "postgresql") GTEST_SKIP() << "the server writes, not this process";
  ASSERT_TRUE(open()->append(some(3), from_seconds(100)));
  const auto before = open()->verify("")->second;
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{64 * 1024, 64 * 1024};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto store = Store::open(address_);
    std::vector<NewEvent> large;
    for (int i = 0; i < 40; ++i)
      large.push_back({Time{}, "nl/a", "asset", "{\"x\":\"" + std::string(60'000, 'x') + "\"}"});
    _exit(store && !(*store)->append(large, from_seconds(100)) ? 7 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7) << "a full disk must be an error";
  const auto after = open()->verify("");
  ASSERT_TRUE(after) << after.error().what;
  EXPECT_EQ(after->second, before);
  EXPECT_TRUE(open()->append(some(1), from_seconds(101))) << "and it goes on when there is room";
}

TEST(LedgerFile, what_is_no_ledger_is_an_error) {
  EXPECT_FALSE(Store::open("/nonexistent/x.ledger"));
  EXPECT_FALSE(Store::open("/etc/passwd"));
  EXPECT_FALSE(Store::init("/nonexistent/x.ledger"));
}

INSTANTIATE_TEST_SUITE_P(SQLite, Ledger, testing::Values("sqlite"));
// Without a server the suite is not made at all; the script that starts one fails when there is none.
std::vector<std::string> servers() {
  return postgresql().empty() ? std::vector<std::string>{} : std::vector<std::string>{"postgresql"};
}
INSTANTIATE_TEST_SUITE_P(PostgreSQL, Ledger, testing::ValuesIn(servers()));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Ledger);

}  // namespace
}  // namespace waarborg
