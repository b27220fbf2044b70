// For tests: a folder that goes away with its test, and what a walk of it gives.
#pragma once
#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "evidence/tree.h"

namespace waarborg {

class TempFolder {
 public:
  TempFolder() {
    // In memory where possible: some tests make many files.
    std::string name = access("/dev/shm", W_OK) == 0 ? "/dev/shm/folder-XXXXXX" : "/tmp/folder-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TempFolder() {
    const auto pid = fork();
    if (pid == 0) {
      execlp("rm", "rm", "-rf", path_.c_str(), nullptr);
      _exit(1);
    }
    waitpid(pid, nullptr, 0);
  }
  const std::string& path() const { return path_; }
  std::string at(const std::string& name) const { return path_ + "/" + name; }
  void file(const std::string& name, std::string_view content = "") const {
    std::ofstream(at(name)) << content;
  }
  void folder(const std::string& name) const { ASSERT_EQ(mkdir(at(name).c_str(), 0755), 0) << name; }
  void link(const std::string& target, const std::string& name) const {
    ASSERT_EQ(symlink(target.c_str(), at(name).c_str()), 0) << name;
  }

 private:
  std::string path_;
};

inline std::unique_ptr<FolderTree> open_tree(const std::string& path, bool live = false) {
  auto tree = FolderTree::open(path, live);
  EXPECT_TRUE(tree.has_value());
  return tree ? std::move(*tree) : nullptr;
}

struct Walked {
  std::set<std::string> paths;
  std::vector<TreeProblem> problems;
};
inline Walked walk_all(FolderTree& tree, const Limits& limits = {}) {
  Walked all;
  const auto done = tree.walk(
      limits,
      [&](std::string_view folder, std::string_view name, Name::What what) {
        all.paths.insert(fmt::format("{}{}{} {}", folder, folder.empty() ? "" : "/", name, name_of(what)));
        return true;
      },
      [&](TreeProblem problem) { all.problems.push_back(std::move(problem)); });
  EXPECT_TRUE(done.has_value());
  return all;
}

}  // namespace waarborg
