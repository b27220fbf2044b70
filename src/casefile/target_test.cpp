#include "casefile/target.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>

#include "casefile/sample_test.h"

namespace waarborg {
namespace {

using namespace sample;
using Names = std::vector<std::string>;

TEST(TargetFile, what_is_not_finished_leaves_nothing) {
  const Folder folder;
  {
    auto out = CaseWriter::create(folder.file("a.case"));
    ASSERT_TRUE(out);
    fill(**out);
    EXPECT_EQ(folder.names(), Names{".a.case.partial-" + std::to_string(::getpid())})
        << "no journal beside it";
  }
  EXPECT_EQ(folder.names(), Names{});
}

TEST(TargetFile, what_was_there_stays_until_the_case_is_whole) {
  const Folder folder;
  const auto path = folder.file("a.case");
  write_file(path, as_bytes("age-encryption.org/v1\n"));
  auto out = CaseWriter::create(path);
  ASSERT_TRUE(out);
  fill(**out);
  EXPECT_EQ(read_file(path).size(), 22u);
  ASSERT_TRUE((*out)->finish());
  EXPECT_TRUE(CaseView::open(path));
  EXPECT_EQ(folder.names(), Names{"a.case"});
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u) << "nobody else may read personal data";
}

TEST(TargetFile, what_is_no_case_is_not_replaced) {
  const Folder folder;
  const auto path = folder.file("notes");
  write_file(path, as_bytes("what I saw"));
  const auto out = CaseWriter::create(path);
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().what.find("no case"), std::string::npos);
  EXPECT_EQ(read_file(path).size(), 10u);
  EXPECT_EQ(folder.names(), Names{"notes"});
  const auto empty = folder.file("empty");
  write_file(empty, {});
  EXPECT_TRUE(CaseWriter::create(empty));
}

TEST(TargetFile, of_two_writers_the_last_to_finish_stays_and_both_are_whole) {
  const Folder folder;
  const auto path = folder.file("a.case");
  auto one = CaseWriter::create(path), two = CaseWriter::create(path);
  ASSERT_TRUE(one && two);
  (*one)->content({"directive", "one", "", "", "", ""});
  (*two)->content({"directive", "two", "", "", "", ""});
  ASSERT_TRUE((*two)->finish());
  EXPECT_EQ((*CaseView::open(path))->content().at(0).name, "two");
  ASSERT_TRUE((*one)->finish());
  EXPECT_EQ((*CaseView::open(path))->content().at(0).name, "one");
  EXPECT_EQ(folder.names(), Names{"a.case"});
}

TEST(TargetFile, a_left_over_of_our_number_is_neither_used_nor_removed) {
  const Folder folder;
  const auto left = folder.file(".a.case.partial-" + std::to_string(::getpid()));
  write_file(left, as_bytes("left over"));
  write_sample(folder.file("a.case"));
  EXPECT_EQ(read_file(left).size(), 9u);
}

TEST(TargetFile, nothing_but_a_regular_file_is_replaced) {
  const Folder folder;
  ASSERT_EQ(::mkfifo(folder.file("fifo").c_str(), 0600), 0);
  ASSERT_EQ(::symlink("elsewhere", folder.file("link").c_str()), 0);
  for (const auto& path : {folder.file(""), folder.file("fifo"), folder.file("link"),
                           folder.file("none/a.case"), std::string("/dev/null"), std::string("a\0b", 3)})
    EXPECT_FALSE(CaseWriter::create(path)) << path;
  EXPECT_EQ(folder.names(), (Names{"fifo", "link"}));
}

TEST(TargetFile, a_path_is_a_path_even_when_it_looks_like_a_uri) {
  const Folder folder;
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.file(""));
  const auto long_name = std::string(250, 'n');
  for (const std::string name :
       {"file:a.case?mode=memory", ":memory:", "file::memory:", "a%41b#c?d", "ü \"'", "-x"}) {
    write_sample(name);
    EXPECT_TRUE(CaseView::open(name)) << name;
    EXPECT_TRUE(CaseView::open(folder.file(name))) << name;
    EXPECT_EQ(folder.names(), Names{name});
    std::filesystem::remove(name);
  }
  write_sample(long_name);
  EXPECT_TRUE(CaseView::open("./" + long_name));
  EXPECT_TRUE(CaseView::open("/" + folder.file(long_name))) << "two slashes are no host's name";
  std::filesystem::current_path(here);
}

// A limit on the size of files stands for the full disk: both fail in the middle of a write.
TEST(TargetFile, a_full_disk_is_an_error_and_leaves_no_file) {
  const Folder folder;
  std::mt19937 engine(1);
  for (const rlim_t room : {0u, 4096u, 65536u, 200'000u, 3'000'000u}) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{room, room};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      auto out = CaseWriter::create(folder.file("a.case"));
      if (!out) ::_exit(out.error().fault == Fault::io ? 0 : 3);
      for (std::uint32_t job = 0; job < 200; ++job) {
        Records records;
        for (int i = 0; i < 300; ++i)
          records.add(std::to_string(engine()) + std::to_string(engine()) + "/noise", 1);
        (*out)->job({job, 1, "file", "", "reader", "probe"});
        (*out)->segment(job, 0, records.count(), records.bytes());
      }
      for (int i = 0; i < 30'000; ++i) (*out)->problem({1, "f", 1, Fault::io, std::string(200, 'w'), "r"});
      const auto done = (*out)->finish();
      const bool nothing = folder.names().empty();
      ::_exit(!done && done.error().fault == Fault::io && nothing ? 0 : 4);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << room << " bytes of room: " << status;
    EXPECT_EQ(folder.names(), Names{});
  }
}

}  // namespace
}  // namespace waarborg
