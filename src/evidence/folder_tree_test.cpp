#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

#include "evidence/resolve.h"
#include "evidence/temp_folder.h"

namespace waarborg {
namespace {

std::string content_of(int descriptor, std::uint64_t size) {
  const auto source = descriptor_source(descriptor, size);
  const auto all = read_whole(*source, 1 << 20);
  return all ? std::string(as_text(*all)) : "(unreadable)";
}

// One tree of traps; each row says what opening a path must give, whichever way paths are resolved.
struct Trap {
  std::string path;
  std::string content;  // "" stands for a fault
  Fault fault = Fault::io;
};

class Traps : public testing::TestWithParam<Resolver> {};

TEST_P(Traps, never_lead_outside_the_root) {
  const TempFolder outer;
  outer.file("secret", "outside");
  outer.folder("root");
  outer.folder("root/a");
  outer.folder("root/a/b");
  outer.file("root/in", "inside");
  outer.file("root/a/b/deep", "deep inside");
  outer.link("circle-2", "root/circle-1");
  outer.link("circle-1", "root/circle-2");
  outer.link("self/x", "root/self");
  outer.link("/etc/passwd", "root/passwd");
  outer.link("../../../../../../etc/passwd", "root/a/passwd");
  outer.link("../secret", "root/up");
  outer.link("../../../in", "root/a/b/up-to-root");
  outer.link("/a/b/deep", "root/absolute");
  outer.link("/a/./b//../b/deep", "root/winding");
  outer.link("/a", "root/folder-link");
  outer.link("nowhere", "root/dangling");
  outer.link(outer.at("secret"), "root/outside-by-its-name");
  for (int i = 0; i < 60; ++i)
    outer.link(i == 0 ? "in" : fmt::format("chain-{}", i - 1), fmt::format("root/chain-{}", i));
  const Descriptor root(open(outer.at("root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  ASSERT_TRUE(root.is_open());

  const std::vector<Trap> traps = {
      {"in", "inside"},
      {"/in", "inside"},
      {"./a//b/./deep", "deep inside"},
      {"a/../in", "inside"},
      {"absolute", "deep inside"},
      {"winding", "deep inside"},
      {"folder-link/b/deep", "deep inside"},
      {"folder-link/../in", "inside"},
      {"a/b/up-to-root", "inside"},
      {"chain-20", "inside"},
      {"chain-59", "", Fault::malformed},
      {"circle-1", "", Fault::malformed},
      {"self", "", Fault::malformed},
      {"passwd", "", Fault::not_found},
      {"a/passwd", "", Fault::not_found},
      {"up", "", Fault::not_found},
      {"outside-by-its-name", "", Fault::not_found},
      {"dangling", "", Fault::not_found},
      {"nothing", "", Fault::not_found},
      {"in/x", "", Fault::not_found},
      {"../secret", "", Fault::malformed},
      {"a/../../secret", "", Fault::malformed},
      {std::string("in\0x", 4), "", Fault::malformed},
  };
  for (const auto& trap : traps) {
    const auto got = open_inside(root.number(), trap.path, O_RDONLY, GetParam());
    if (trap.content.empty()) {
      ASSERT_FALSE(got.has_value()) << trap.path;
      EXPECT_EQ(got.error().fault, trap.fault) << trap.path << ": " << got.error().what;
    } else {
      ASSERT_TRUE(got.has_value()) << trap.path << ": " << got.error().what;
      EXPECT_EQ(content_of(got->number(), trap.content.size()), trap.content) << trap.path;
    }
  }
  const auto link = open_inside(root.number(), "passwd", O_PATH | O_NOFOLLOW, GetParam());
  ASSERT_TRUE(link.has_value());
  struct stat about {};
  ASSERT_EQ(fstat(link->number(), &about), 0);
  EXPECT_TRUE(S_ISLNK(about.st_mode));
}
INSTANTIATE_TEST_SUITE_P(both, Traps, testing::Values(Resolver::kernel, Resolver::steps),
                         [](const auto& with) {
                           return with.param == Resolver::kernel ? "kernel" : "steps";
                         });

TEST(folder_tree, is_itself_opened_through_a_link) {
  const TempFolder temp;
  temp.folder("real");
  temp.file("real/x", "1");
  temp.link("real", "alias");
  EXPECT_TRUE(open_tree(temp.at("alias"))->open_file("x").has_value());
  EXPECT_EQ(FolderTree::open(temp.at("none"), false).error().fault, Fault::not_found);
  EXPECT_EQ(FolderTree::open(temp.at("real/x"), false).error().fault, Fault::not_found);
}

TEST(folder_tree, opens_only_regular_files_and_a_fifo_does_not_block) {
  const TempFolder temp;
  temp.file("file", "12345");
  ASSERT_EQ(mkfifo(temp.at("fifo").c_str(), 0644), 0);
  temp.link("fifo", "to-fifo");
  temp.folder("folder");
  const Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  temp.at("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  std::vector<std::string> refused = {"fifo", "to-fifo", "folder", "socket", ""};
  if (mknod(temp.at("device").c_str(), S_IFCHR | 0666, makedev(1, 5)) == 0)
    refused.emplace_back("device");  // root only

  alarm(20);
  const auto tree = open_tree(temp.path());
  for (const auto& path : refused) EXPECT_EQ(tree->open_file(path).error().fault, Fault::unsupported) << path;
  alarm(0);
  auto opened = tree->open_file("file");
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->size, 5u);
  EXPECT_TRUE(known(opened->modified));
  EXPECT_EQ(fcntl(opened->descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  const int number = opened->descriptor;
  {
    FolderTree::Opened moved = std::move(*opened);
    EXPECT_EQ(content_of(moved.descriptor, 5), "12345");
  }
  EXPECT_EQ(fcntl(number, F_GETFD), -1);  // closed with the last owner, once
}

TEST(folder_tree, looks_at_a_link_without_following_it) {
  const TempFolder temp;
  temp.file("file", "123");
  temp.link("file", "link");
  const auto tree = open_tree(temp.path());
  EXPECT_EQ(tree->look("link")->what, Name::What::link);
  EXPECT_EQ(tree->look("file")->what, Name::What::file);
  EXPECT_EQ(tree->look("file")->size, 3u);
  EXPECT_EQ(tree->look("")->what, Name::What::folder);
  EXPECT_EQ(tree->look("none").error().fault, Fault::not_found);
}

TEST(folder_tree, passes_names_of_any_bytes_through) {
  const TempFolder temp;
  const std::vector<std::string> names = {
      "new\nline", "\x1b[31mred", "not-utf8-\xff\xfe", "..x", "...", "-rf", " "};
  temp.folder("d");
  for (const auto& name : names) temp.file("d/" + name, name);
  const auto tree = open_tree(temp.path());
  const auto listed = tree->list("d");
  ASSERT_TRUE(listed.has_value());
  EXPECT_EQ(listed->size(), names.size());
  EXPECT_TRUE(
      std::is_sorted(listed->begin(), listed->end(), [](auto& a, auto& b) { return a.path < b.path; }));
  const auto walked = walk_all(*tree);
  for (const auto& name : names) {
    EXPECT_EQ(walked.paths.count("d/" + name + " file"), 1u) << name;
    EXPECT_EQ(tree->open_file("d/" + name)->size, name.size()) << name;
  }
  EXPECT_EQ(tree->list("none").error().fault, Fault::not_found);
  EXPECT_EQ(tree->list("d/...").error().fault, Fault::not_found);
}

}  // namespace
}  // namespace waarborg
