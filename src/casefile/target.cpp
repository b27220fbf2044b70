#include "casefile/target.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace waarborg {
namespace {

constexpr std::size_t longest_name =
    200;                    // leaves room for what is put around it, below the 255 of most systems
constexpr int tries = 100;  // left-overs of a killed process with our number, other writers in this one

tl::unexpected<Error> system_error(std::string_view doing) {
  const auto fault = errno == ENOENT                     ? Fault::not_found
                     : errno == EACCES || errno == EPERM ? Fault::denied
                                                         : Fault::io;
  return fail(fault, fmt::format("{}: {}", doing, std::strerror(errno)));
}

}  // namespace

Result<TargetFile> TargetFile::create(const std::string& path) {
  TargetFile target;
  target.path_ = path;
  const auto slash = path.rfind('/');
  target.folder_ = slash == std::string::npos ? "./" : path.substr(0, slash + 1);
  const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || path.find('\0') != std::string::npos)
    return fail(Fault::unsupported, "not the name of a file");
  // Renaming would replace a device or a link itself, which nobody means.
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
    return fail(Fault::unsupported, "there is something that is not a regular file");
  for (int i = 0; i < tries; ++i) {
    target.partial_ =
        fmt::format("{}.{}.partial-{}", target.folder_, name.substr(0, longest_name), ::getpid());
    if (i != 0) target.partial_ += fmt::format("-{}", i);
    target.file_ = ::open(target.partial_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (target.file_ >= 0) return target;
    if (errno != EEXIST) break;
  }
  return system_error("cannot make a file there");
}

TargetFile::TargetFile(TargetFile&& other) noexcept
    : path_(std::move(other.path_)),
      folder_(std::move(other.folder_)),
      partial_(std::move(other.partial_)),
      file_(std::exchange(other.file_, -1)) {}

TargetFile::~TargetFile() {
  if (file_ < 0) return;
  ::unlink(partial_.c_str());
  ::close(file_);
}

Result<> TargetFile::commit() {
  if (::fsync(file_) != 0) return system_error("cannot bring it to disk");
  if (std::rename(partial_.c_str(), path_.c_str()) != 0) return system_error("cannot give it its name");
  ::close(std::exchange(file_, -1));
  // The file is there; that its name lasts through a power cut is up to the folder, and not every system can
  // say.
  if (const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return {};
}

}  // namespace waarborg
