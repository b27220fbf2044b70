#include "evidence/folder_walk.h"

#include <sys/resource.h>
#include <sys/sysmacros.h>

#include <algorithm>

#include "evidence/temp_folder.h"

namespace waarborg {
namespace {

TEST(folder_walk, gives_links_as_links_and_does_not_enter_them) {
  const TempFolder temp;
  temp.folder("a");
  temp.file("a/x");
  temp.link("/", "a/to-root");
  temp.link("a", "alias");
  EXPECT_EQ(walk_all(*open_tree(temp.path())).paths,
            (std::set<std::string>{"a folder", "a/x file", "a/to-root link", "alias link"}));
}

TEST(folder_walk, leaves_out_what_the_visitor_does_not_want) {
  const TempFolder temp;
  temp.folder("yes");
  temp.file("yes/x");
  temp.folder("no");
  temp.file("no/x");
  std::set<std::string> seen;
  const auto done = open_tree(temp.path())
                        ->walk(
                            Limits{},
                            [&](std::string_view folder, std::string_view name, Name::What) {
                              seen.insert(fmt::format("{}/{}", folder, name));
                              return name != "no";
                            },
                            [](const TreeProblem& problem) { ADD_FAILURE() << problem.why; });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(seen, (std::set<std::string>{"/yes", "/no", "yes/x"}));
}

TEST(folder_walk, counts_twenty_thousand_files) {
  const TempFolder temp;
  for (int d = 0; d < 40; ++d) {
    temp.folder(fmt::format("d{}", d));
    for (int f = 0; f < 500; ++f) temp.file(fmt::format("d{}/file-{}", d, f));
  }
  const auto walked = walk_all(*open_tree(temp.path()));
  EXPECT_EQ(walked.paths.size(), 20'040u);
  EXPECT_TRUE(walked.problems.empty());
}

// Two sub-folders a level, so that each level has to be kept in mind; returns the number of levels.
void make_deep(const TempFolder& temp, unsigned levels) {
  Descriptor here(open(temp.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::string name(60, 'n');  // the whole path is longer than one call of the kernel takes
  for (unsigned i = 0; i < levels; ++i) {
    for (const auto& one : {std::string("a"), "z" + name, name})
      ASSERT_EQ(mkdirat(here.number(), one.c_str(), 0755), 0);
    here.reset(openat(here.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_TRUE(here.is_open());
  }
}

TEST(folder_walk, needs_few_descriptors_however_deep_the_tree_is) {
  const TempFolder temp;
  constexpr unsigned levels = 600;
  make_deep(temp, levels);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  for (const rlim_t most : {rlim_t{256}, rlim_t{24}}) {
    const auto tree = open_tree(temp.path());
    const rlimit few{most, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    Limits limits;
    limits.folder_depth = 1000;
    const auto walked = walk_all(*tree, limits);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(walked.paths.size(), levels * 3u);
    for (const auto& problem : walked.problems) ADD_FAILURE() << problem.why;
  }
}

TEST(folder_walk, says_where_it_stops_at_the_depth_limit_and_goes_on_beside_it) {
  const TempFolder temp;
  make_deep(temp, 12);
  temp.folder("beside");
  temp.file("beside/x");
  Limits limits;
  limits.folder_depth = 5;
  const auto walked = walk_all(*open_tree(temp.path()), limits);
  EXPECT_EQ(walked.paths.size(), 6 * 3u + 2);
  EXPECT_EQ(walked.paths.count("beside/x file"), 1u);
  ASSERT_EQ(walked.problems.size(), 3u);
  for (const auto& problem : walked.problems) {
    EXPECT_EQ(problem.fault, Fault::too_big);
    EXPECT_EQ(std::count(problem.path.begin(), problem.path.end(), '/'), 5);
  }
}

// As root no folder is unreadable, so a child without rights walks.
TEST(folder_walk, reports_a_folder_that_may_not_be_read_and_goes_on) {
  const TempFolder temp;
  ASSERT_EQ(chmod(temp.path().c_str(), 0755), 0);
  temp.folder("closed");
  temp.file("closed/x");
  temp.folder("open");
  temp.file("open/x");
  ASSERT_EQ(chmod(temp.at("closed").c_str(), 0000), 0);
  const auto child = fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0 && setresuid(nobody, nobody, nobody) != 0) _exit(2);
    const auto tree = FolderTree::open(temp.path(), false);
    if (!tree) _exit(3);
    const auto walked = walk_all(**tree);
    const bool said = walked.problems.size() == 1 && walked.problems[0].path == "closed" &&
                      walked.problems[0].fault == Fault::denied;
    const bool went_on = walked.paths.count("open/x file") == 1;
    const bool denied = (*tree)->open_file("closed/x").error().fault == Fault::denied;
    const bool others =
        (*tree)->open_file("open/x").has_value();  // O_NOATIME is refused: somebody else's file
    _exit(said && went_on && denied && others ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  ASSERT_EQ(chmod(temp.at("closed").c_str(), 0755), 0);
}

TEST(folder_walk, of_a_live_root_leaves_out_what_the_kernel_makes_up) {
  struct stat root {};
  struct stat proc {};
  if (stat("/", &root) != 0 || stat("/proc/self", &proc) != 0 || root.st_dev == proc.st_dev)
    GTEST_SKIP() << "there is no /proc here";
  const auto tree = open_tree("/", true);
  std::set<std::string> below;
  const auto walk = [&](FolderTree& one) {
    below.clear();
    return one.walk(
        Limits{},
        [&](std::string_view folder, std::string_view name, Name::What) {
          if (!folder.empty()) below.insert(std::string(folder));
          return folder.empty() && name == "proc";
        },
        [](const TreeProblem&) {});
  };
  EXPECT_TRUE(walk(*tree).has_value());
  EXPECT_TRUE(below.empty());
  EXPECT_EQ(tree->skipped(), std::vector<std::string>{"proc (proc)"});
  const auto folder = open_tree("/", false);
  EXPECT_TRUE(walk(*folder).has_value());
  EXPECT_EQ(below, std::set<std::string>{"proc"});
  EXPECT_TRUE(folder->skipped().empty());
}

TEST(mounts, are_read_from_mountinfo) {
  const auto mounts = Mounts::parse(
      "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
      "23 22 0:21 / /mnt/far rw master:2 propagate_from:1 - nfs4 server:/export rw\n"
      "damaged line - \n"
      "24 22 x:y / /bad rw - ext4 none rw\n");
  EXPECT_EQ(mounts.kind_of(makedev(254, 0)), "ext4");
  EXPECT_EQ(mounts.kind_of(makedev(0, 21)), "nfs4");
  EXPECT_EQ(mounts.kind_of(makedev(9, 9)), "");
  EXPECT_FALSE(holds_no_evidence("ext4"));
  EXPECT_FALSE(holds_no_evidence("overlay"));
  EXPECT_FALSE(holds_no_evidence(""));
  for (const auto kind : {"proc", "sysfs", "devtmpfs", "cgroup2"}) {
    EXPECT_TRUE(holds_no_evidence(kind)) << kind;
    EXPECT_FALSE(is_remote(kind)) << kind;
  }
  for (const auto kind : {"nfs4", "cifs", "autofs", "fuse.sshfs", "9p"}) {
    EXPECT_TRUE(is_remote(kind)) << kind;
    EXPECT_FALSE(holds_no_evidence(kind)) << kind;
  }
  for (const auto kind : {"tmpfs", "ramfs", "xfs", "btrfs"})
    EXPECT_FALSE(holds_no_evidence(kind) || is_remote(kind)) << kind;
  const Descriptor proc(open("/proc", O_PATH | O_CLOEXEC));
  if (proc.is_open()) {
    EXPECT_EQ(kind_by_statfs(proc.number()), "proc");
  }
}

}  // namespace
}  // namespace waarborg
