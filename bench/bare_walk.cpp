// The least a walk can cost: every name below a folder is seen once, with getdents64 and openat, by one
// thread, and nothing is done with it. `waarborg scan --depth names` is held against this on the same tree in
// the same run.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t buffer_bytes = 128 * 1024;

struct Walk {
  unsigned long long names = 0, problems = 0;
  std::vector<char> buffer = std::vector<char>(buffer_bytes);
  std::vector<char> waiting;  // the names of sub-folders of all levels, each with its '\0'

  void folder(int descriptor) {
    const auto mine = waiting.size();
    for (ssize_t n = 0; (n = getdents64(descriptor, buffer.data(), buffer.size())) > 0;) {
      for (ssize_t at = 0; at < n;) {
        const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
        at += entry->d_reclen;
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        ++names;
        if (entry->d_type == DT_DIR)
          waiting.insert(waiting.end(), name.data(), name.data() + name.size() + 1);
      }
    }
    // The last one first: so what waits is a stack, and one buffer does for all levels.
    while (waiting.size() > mine) {
      auto begin = waiting.size() - 1;
      while (begin > mine && waiting[begin - 1] != '\0') --begin;
      const int below =
          openat(descriptor, waiting.data() + begin, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      waiting.resize(begin);
      if (below < 0)
        ++problems;
      else
        folder(below);
    }
    close(descriptor);
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("Usage: bare_walk FOLDER\n", stderr);
    return 2;
  }
  const int root = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) {
    std::fprintf(stderr, "%s: %s\n", arguments[1], std::strerror(errno));
    return 2;
  }
  Walk walk;
  walk.folder(root);
  std::printf("%llu names, %llu folders that could not be opened\n", walk.names, walk.problems);
  return walk.problems == 0 ? 0 : 1;
}
