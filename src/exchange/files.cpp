#include "exchange/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace waarborg {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

}  // namespace

tl::unexpected<Error> system_error(const std::string& what) {
  const int reason = errno;
  const auto fault = reason == ENOENT || reason == ENOTDIR ? Fault::not_found
                     : reason == EACCES || reason == EPERM ? Fault::denied
                                                           : Fault::io;
  return fail(fault, what + ": " + std::strerror(reason));
}

Result<> read_descriptor(int file, const AgeOut& out) {
  Blob piece(piece_bytes);
  for (;;) {
    const auto n = read(file, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("cannot read");
    if (n == 0) return {};
    if (const auto taken = out(Bytes(piece).first(static_cast<std::size_t>(n))); !taken) return taken;
  }
}

Result<> write_descriptor(int file, Bytes bytes) {
  while (!bytes.empty()) {
    const auto n = write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("cannot write");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<> sync_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
  const Descriptor open_folder{open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  // Some network file systems cannot sync a folder; that is no reason to lose the file.
  if (open_folder.number < 0 || (fsync(open_folder.number) != 0 && errno != EINVAL && errno != ENOTSUP))
    return system_error("cannot bring the folder " + folder + " to disk");
  return {};
}

Pieces pieces_of_file(std::string path) {
  return [path = std::move(path)](const AgeOut& out) -> Result<> {
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)};
    if (file.number < 0) return system_error("cannot open " + path);
    struct stat about {};
    if (fstat(file.number, &about) != 0 || !S_ISREG(about.st_mode))
      return fail(Fault::unsupported, path + " is not a plain file");
    return read_descriptor(file.number, out);
  };
}

Result<NewFile> NewFile::create(const std::string& folder) {
  NewFile out;
  out.folder_ = folder.empty() ? "." : folder;
  auto name = out.folder_ + "/.partial-XXXXXX";
  out.file_ = mkostemp(name.data(), O_CLOEXEC);
  if (out.file_ < 0) return system_error("cannot write in " + out.folder_);
  out.partial_ = name;
  return out;
}

NewFile::NewFile(NewFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      partial_(std::exchange(other.partial_, {})),
      file_(std::exchange(other.file_, -1)) {}

NewFile::~NewFile() {
  if (file_ >= 0) close(file_);
  if (!partial_.empty()) unlink(partial_.c_str());
}

Result<> NewFile::finish(bool for_others) {
  // Bytes that are sealed may be read by whoever carries them. What cannot have modes (FAT) keeps its own.
  if (for_others && fchmod(file_, 0644) != 0 && errno != EPERM && errno != ENOTSUP)
    return system_error("cannot open " + partial_ + " to others");
  if (fsync(file_) != 0) return system_error("cannot bring " + partial_ + " to disk");
  close(std::exchange(file_, -1));
  return {};
}

Result<> NewFile::keep_as(const std::string& name) {
  const auto path = folder_ + "/" + name;
  if (rename(partial_.c_str(), path.c_str()) != 0) return system_error("cannot write " + path);
  partial_.clear();
  return sync_folder_of(path);
}

Result<bool> NewFile::keep_as_new(const std::string& name) {
  const auto path = folder_ + "/" + name;
  if (renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return false;
    // Some network file systems know no such rename: there the name is claimed by an empty file of ours
    // first.
    if (errno != EINVAL && errno != ENOSYS) return system_error("cannot write " + path);
    const Descriptor claim{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (claim.number < 0 && errno == EEXIST) return false;
    if (claim.number < 0 || rename(partial_.c_str(), path.c_str()) != 0)
      return system_error("cannot write " + path);
  }
  partial_.clear();
  if (auto synced = sync_folder_of(path); !synced) return pass(synced.error());
  return true;
}

Result<std::vector<std::string>> parcels_in(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open_folder(opendir(folder.c_str()), closedir);
  if (!open_folder) return system_error("cannot open the carrier " + folder);
  std::vector<std::string> out;
  while (const dirent* entry = readdir(open_folder.get())) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with('.') && name.ends_with(parcel_suffix)) out.push_back(folder + "/" + entry->d_name);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace waarborg
