#include "engine/compile_write.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace waarborg {
namespace {

Result<> make_folder(const std::string& path) {
  if (mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) return {};
  return fail(Fault::io, fmt::format("{}: {}", path, std::strerror(errno)));
}

Result<> write_whole(const std::string& path, const std::string& bytes) {
  const int d = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (d < 0) return fail(Fault::io, fmt::format("{}: {}", path, std::strerror(errno)));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto n = write(d, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  const bool whole = done == bytes.size() && fsync(d) == 0;
  const int why = errno;
  if (close(d) == 0 && whole) return {};
  return fail(Fault::io, fmt::format("{}: {}", path, std::strerror(why)));
}

// Removes what did not get its name.
struct Leftovers {
  std::vector<std::string> paths;
  ~Leftovers() {
    for (const auto& path : paths) unlink(path.c_str());
  }
};

}  // namespace

Result<> write_files(const std::string& root, const std::vector<FileToWrite>& files, bool replace) {
  if (files.empty()) return {};
  struct stat about {};
  for (const auto& f : files) {
    const auto path = fmt::format("{}/{}/{}", root, f.folder, f.name);
    if (!replace && lstat(path.c_str(), &about) == 0)
      return fail(Fault::unsupported, fmt::format("{} is there already; --force replaces it", path));
  }
  if (auto made = make_folder(root); !made) return made;
  Leftovers left;
  std::vector<std::string> names;
  for (const auto& f : files) {
    const auto folder = fmt::format("{}/{}", root, f.folder);
    if (auto made = make_folder(folder); !made) return made;
    const auto other = fmt::format("{}/.{}.{}.part", folder, f.name, getpid());
    left.paths.push_back(other);
    if (auto written = write_whole(other, f.bytes); !written) return written;
    names.push_back(fmt::format("{}/{}", folder, f.name));
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    if (renameat2(AT_FDCWD, left.paths[i].c_str(), AT_FDCWD, names[i].c_str(),
                  replace ? 0u : RENAME_NOREPLACE) != 0)
      return fail(Fault::io, fmt::format("{}: {}", names[i], std::strerror(errno)));
  return {};
}

}  // namespace waarborg
