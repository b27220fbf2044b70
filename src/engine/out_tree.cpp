#include "engine/out_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace waarborg {
namespace {

// No path of evidence begins with a dot, so that none is this one.
constexpr const char* partial = ".partial";
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
  out.root_.reset(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!out.root_.is_open() && (errno == ENOTDIR || errno == ELOOP))
    return fail(Fault::unsupported, path + " is no folder, or a link to one");
  if (!out.root_.is_open()) return failed("cannot open " + path);
  const auto empty = is_empty(out.root_.number());
  if (!empty) return pass(empty.error());
  if (!*empty) return fail(Fault::unsupported, path + " is not empty; name a new folder");
  return out;
}

OutTree::~OutTree() {
  if (root_.is_open() && file_.is_open()) unlinkat(root_.number(), partial, 0);
}

// The folder, where it was made before and the system resolves paths at once; no part of it may be a link.
Descriptor OutTree::open_made(const std::string& folder) const {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return Descriptor(static_cast<int>(syscall(SYS_openat2, root_.number(), folder.c_str(), &how, sizeof how)));
}

Result<> OutTree::open_parent(const std::string& folder) {
  if (parent_.is_open() && parent_path_ == folder) return {};
  if (auto made = open_made(folder); !folder.empty() && made.is_open()) {
    parent_ = std::move(made);
    parent_path_ = folder;
    return {};
  }
  Descriptor at(fcntl(root_.number(), F_DUPFD_CLOEXEC, 0));
  if (!at.is_open()) return failed("cannot open the output folder");
  if (!folder.empty())
    for (const auto name : split(folder, '/')) {
      const std::string part(name);
      if (mkdirat(at.number(), part.c_str(), for_owner_folder) != 0 && errno != EEXIST)
        return failed("cannot be made");
      Descriptor next(openat(at.number(), part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
      if (!next.is_open()) return failed("cannot be made");
      at = std::move(next);
    }
  parent_ = std::move(at);
  parent_path_ = folder;
  return {};
}

Result<> OutTree::make_folder(const std::string& path) {
  return open_parent(path);
}

Result<> OutTree::begin() {
  if (file_.is_open()) unlinkat(root_.number(), partial, 0);
  file_.reset(
      openat(root_.number(), partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, for_owner_file));
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
  return write(file_, bytes);
}

Result<> OutTree::keep(const std::string& path, Time modified) {
  const auto slash = path.rfind('/');
  const auto folder = slash == std::string::npos ? std::string() : path.substr(0, slash);
  const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (const auto made = open_parent(folder); !made) return made;
  if (known(modified)) {
    const auto us = modified.time_since_epoch().count();
    const auto seconds = us >= 0 ? us / 1'000'000 : -((-us + 999'999) / 1'000'000);
    const timespec times[2] = {{0, UTIME_OMIT}, {seconds, (us - seconds * 1'000'000) * 1000}};
    futimens(file_.number(), times);  // a file system without such times keeps its own
  }
  if (renameat2(root_.number(), partial, parent_.number(), name.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) return failed("cannot be named");
    // File systems that cannot promise it: looked first.
    struct stat about {};
    if (fstatat(parent_.number(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0) errno = EEXIST;
    if (errno != ENOENT || renameat(root_.number(), partial, parent_.number(), name.c_str()) != 0)
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
  if (file_.is_open()) {
    unlinkat(root_.number(), partial, 0);
    file_.reset();
  }
  if (syncfs(root_.number()) != 0)
    return fail(Fault::io, std::string("cannot bring it to disk: ") + std::strerror(errno));
  return {};
}

}  // namespace waarborg
