#include "engine/out_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

namespace waarborg {
namespace {

// Of a file that is not whole yet: no evidence can have one of this name.
std::string name_nobody_knows() {
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) number = static_cast<std::uint64_t>(getpid());
  return fmt::format(".partial-{:016x}", number);
}
constexpr std::size_t most_open = 64;
constexpr mode_t for_owner_file = 0600, for_owner_folder = 0700;

tl::unexpected<Error> failed(const std::string& what) {
  const int reason = errno;
  switch (reason) {
    case EEXIST:
      return fail(Fault::malformed, what + ": something else is there already");
    case ENOTDIR:
    case ELOOP:
    case EISDIR:
      return fail(Fault::malformed, what + ": a part of its path is no folder");
    case ENAMETOOLONG:
    case EINVAL:
    case EILSEQ:
      return fail(Fault::unsupported, what + ": the file system takes no such name");
    default:
      return fail(Fault::io, what + ": " + std::strerror(reason));
  }
}

Result<bool> is_empty(int folder) {
  const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> names(copy < 0 ? nullptr : fdopendir(copy), closedir);
  if (!names) return failed("cannot read the output folder");
  while (const dirent* name = readdir(names.get()))
    if (std::strcmp(name->d_name, ".") != 0 && std::strcmp(name->d_name, "..") != 0) return false;
  return true;
}

}  // namespace

Result<OutTree> OutTree::create(const std::string& path) {
  if (mkdir(path.c_str(), for_owner_folder) != 0 && errno != EEXIST) {
    if (errno == ENOENT || errno == ENOTDIR)
      return fail(Fault::not_found, "there is no folder to make " + path + " in");
    return failed("cannot make " + path);
  }
  OutTree out;
  out.partial_ = name_nobody_knows();
  out.root_.reset(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!out.root_.is_open() && (errno == ENOTDIR || errno == ELOOP))
    return fail(Fault::unsupported, path + " is no folder, or a link to one");
  if (!out.root_.is_open()) return failed("cannot open " + path);
  const auto empty = is_empty(out.root_.number());
  if (!empty) return pass(empty.error());
  if (!*empty) return fail(Fault::unsupported, path + " is not empty; name a new folder");
  return out;
}

Result<OutTree> OutTree::another() const {
  OutTree out;
  out.partial_ = name_nobody_knows();
  out.root_.reset(fcntl(root_.number(), F_DUPFD_CLOEXEC, 0));
  if (!out.root_.is_open()) return failed("cannot open the output folder");
  return out;
}

OutTree::~OutTree() {
  forget();
}

void OutTree::forget() {
  if (!file_.is_open()) return;
  unlinkat(parent(), partial_.c_str(), 0);
  file_.reset();
}

// Into a folder of the one that is open, which is made where it is not there. No part of a path may be a
// link.
Result<> OutTree::go_below(const std::string& name) {
  const int above = parent();
  if (mkdirat(above, name.c_str(), for_owner_folder) != 0 && errno != EEXIST) return failed("cannot be made");
  Descriptor made(openat(above, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!made.is_open()) return failed("cannot be made");
  if (!parent_path_.empty()) parent_path_ += '/';
  parent_path_ += name;
  // Of a path of very many folders only the last ones stay open.
  if (open_.size() == most_open) open_.erase(open_.begin());
  open_.push_back({parent_path_.size(), std::move(made)});
  return {};
}

Result<> OutTree::open_parent(const std::string& folder) {
  if (parent_path_ == folder) return {};
  forget();
  const auto lies_in = [&](std::size_t length) {
    return folder.compare(0, length, parent_path_, 0, length) == 0 &&
           (folder.size() == length || folder[length] == '/');
  };
  while (!open_.empty() && !lies_in(open_.back().length)) open_.pop_back();
  parent_path_.resize(open_.empty() ? 0 : open_.back().length);
  if (folder.size() >= PATH_MAX) {
    errno = ENAMETOOLONG;
    return failed("cannot be made");
  }
  while (parent_path_.size() != folder.size()) {
    const auto begin = parent_path_.empty() ? 0 : parent_path_.size() + 1;
    const auto end = std::min(folder.find('/', begin), folder.size());
    if (auto made = go_below(folder.substr(begin, end - begin)); !made) return made;
  }
  return {};
}

Result<> OutTree::make_folder(const std::string& path) {
  return open_parent(path);
}

Result<> OutTree::begin(const std::string& path) {
  forget();
  bad_.reset();
  const auto slash = path.rfind('/');
  name_ = slash == std::string::npos ? path : path.substr(slash + 1);
  if (const auto made = open_parent(slash == std::string::npos ? std::string() : path.substr(0, slash));
      !made) {
    if (made.error().fault == Fault::io) return made;
    bad_ = made.error();
    return {};
  }
  file_.reset(openat(parent(), partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                     for_owner_file));
  // Whoever else writes there, nothing good comes of going on.
  if (!file_.is_open())
    return fail(Fault::io, std::string("cannot write in the output folder: ") + std::strerror(errno));
  return {};
}

Result<> OutTree::write(const Descriptor& file, Bytes bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(file.number(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Fault::io, std::string("cannot write: ") + std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<> OutTree::add(Bytes bytes) {
  if (bad_) return {};
  return write(file_, bytes);
}

Result<> OutTree::keep(Time modified) {
  if (bad_) return pass(*bad_);
  if (known(modified)) {
    const auto us = modified.time_since_epoch().count();
    const auto seconds = us >= 0 ? us / 1'000'000 : -((-us + 999'999) / 1'000'000);
    const timespec times[2] = {{0, UTIME_OMIT}, {seconds, (us - seconds * 1'000'000) * 1000}};
    futimens(file_.number(), times);  // a file system without such times keeps its own
  }
  const int folder = parent();
  if (renameat2(folder, partial_.c_str(), folder, name_.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) return failed("cannot be named");
    // File systems that cannot promise it: looked first.
    struct stat about {};
    if (fstatat(folder, name_.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0) errno = EEXIST;
    if (errno != ENOENT || renameat(folder, partial_.c_str(), folder, name_.c_str()) != 0)
      return failed("cannot be named");
  }
  file_.reset();
  return {};
}

Result<Descriptor> OutTree::list(const std::string& name) {
  Descriptor out(openat(root_.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                        for_owner_file));
  if (!out.is_open()) return failed("cannot write " + name);
  return out;
}

Result<> OutTree::finish() {
  forget();
  if (syncfs(root_.number()) != 0)
    return fail(Fault::io, std::string("cannot bring it to disk: ") + std::strerror(errno));
  return {};
}

}  // namespace waarborg
