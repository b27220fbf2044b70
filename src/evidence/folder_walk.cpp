#include "evidence/folder_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace waarborg {
namespace {

constexpr std::size_t buffer_bytes = 128 * 1024;
constexpr std::size_t most_open = 48;  // descriptors held by one walk
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

Name::What what_of_type(unsigned char type, int folder, const char* name) {
  switch (type) {
    case DT_REG:
      return Name::What::file;
    case DT_DIR:
      return Name::What::folder;
    case DT_LNK:
      return Name::What::link;
    case DT_UNKNOWN:
      break;  // some file systems do not say
    default:
      return Name::What::other;
  }
  struct stat about {};
  if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) return Name::What::other;
  return what_of(about.st_mode);
}

// Without touching a dead server or waking an automount: the device as the kernel has it in memory.
bool device_of(int parent, const char* name, dev_t& device) {
  struct statx about {};
  if (statx(parent, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, STATX_TYPE, &about) ==
      0) {
    device = makedev(about.stx_dev_major, about.stx_dev_minor);
    return true;
  }
  struct stat plain {};
  if (fstatat(parent, name, &plain, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) return false;
  device = plain.st_dev;
  return true;
}

}  // namespace

int read_names(int folder, std::vector<char>& buffer, const TakeName& take) {
  for (;;) {
    const auto n = getdents64(folder, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) return 0;
    for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
      // The kernel aligns records to 8 bytes and ends names with NUL.
      const auto* record = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += record->d_reclen;
      const char* name = record->d_name;
      if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))) continue;
      take(std::string_view(name), what_of_type(record->d_type, folder, name));
    }
  }
}

FolderWalk::FolderWalk(int root, Resolver resolver, const Mounts* mounts, std::vector<std::string>& skipped)
    : root_(root), resolver_(resolver), mounts_(mounts), skipped_(skipped), buffer_(buffer_bytes) {}

void FolderWalk::report(Error error) const {
  (*problem_)({path_, error.fault, std::move(error.what), error.offset});
}

Result<> FolderWalk::run(unsigned most_depth, const FolderTree::Visit& visit, const OnProblem& problem) {
  most_depth_ = most_depth;
  visit_ = &visit;
  problem_ = &problem;
  auto root = open_to_read(root_, "", O_DIRECTORY, resolver_);
  if (!root) return pass(root.error());
  struct stat about {};
  if (fstat(root->number(), &about) != 0) return pass(error_of(errno));
  read_folder(std::move(*root), 0, about.st_dev);
  while (!levels_.empty()) enter_next();
  return {};
}

// Gives every name of one folder; path_ is its path. It stays open only while sub-folders are to come.
void FolderWalk::read_folder(Descriptor folder, unsigned depth, dev_t device) {
  const auto first = names_.size();
  const int ended = read_names(folder.number(), buffer_, [&](std::string_view name, Name::What what) {
    const bool wanted = (*visit_)(path_, name, what);
    if (what == Name::What::folder && wanted) names_.append(1, '\0').append(name);
  });
  if (ended != 0) report(error_of(ended));
  if (names_.size() == first) return climb(folder, depth);
  levels_.push_back({std::move(folder), path_.size(), first, depth, device, 0});
  if (levels_.size() - closed_ > most_open) let_one_go();
}

void FolderWalk::enter_next() {
  Level& level = levels_.back();
  path_.resize(level.path_length);
  if (names_.size() == level.first_name) {
    const Level done = pop_level();
    if (done.folder.is_open()) climb(done.folder, done.depth);
    return;
  }
  if (!level.folder.is_open()) {
    if (auto again = open_again(level); !again) {
      report(again.error());
      names_.resize(level.first_name);  // its sub-folders are out of reach
      return;
    }
    closed_ = levels_.size() - 1;
  }
  const auto name_at = names_.rfind('\0') + 1;
  if (!path_.empty()) path_ += '/';
  const auto tail = path_.size();
  path_.append(names_, name_at);
  names_.resize(name_at - 1);

  const auto depth = level.depth + 1;
  dev_t device = level.device;
  if (depth > most_depth_)
    return report({Fault::too_big, fmt::format("lies deeper than {} folders and was not read", most_depth_)});
  if (mounts_ != nullptr && left_out(level.folder.number(), path_.c_str() + tail, level.device, device))
    return;
  Descriptor child(open_folder(level.folder.number(), path_.c_str() + tail));
  if (!child.is_open()) return report(error_of(errno));
  // A chain of folders with one child each then needs no more than two descriptors.
  if (names_.size() == level.first_name) pop_level();
  read_folder(std::move(child), depth, device);
}

int FolderWalk::open_folder(int parent, const char* name) {
  for (int flags = folder_flags | O_NOATIME;;) {
    const int got = openat(parent, name, flags);
    if (got >= 0 || errno == EINTR) {
      if (got >= 0) return got;
    } else if (errno == EPERM && (flags & O_NOATIME) != 0) {
      flags = folder_flags;  // not the owner of this folder
    } else if ((errno != EMFILE && errno != ENFILE) || levels_.size() - closed_ < 2 || !let_one_go()) {
      return -1;
    }
  }
}

bool FolderWalk::left_out(int parent, const char* name, dev_t parent_device, dev_t& device) {
  if (!device_of(parent, name, device) || device == parent_device) return false;
  auto kind = mounts_->kind_of(device);
  if (kind.empty()) {
    const Descriptor there(openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (there.is_open()) kind = kind_by_statfs(there.number());
  }
  const bool elsewhere = is_remote(kind);
  if (!elsewhere && !holds_no_evidence(kind)) return false;
  if (elsewhere)
    report({Fault::unsupported,
            fmt::format("is a mount of another system ({}) and was not read; scan it where it lies", kind)});
  skipped_.push_back(fmt::format("{} ({})", path_, kind));
  return true;
}

// Closes the folder nearest to the root; its path and inode find it again.
bool FolderWalk::let_one_go() {
  Level& level = levels_[closed_];
  struct stat about {};
  if (fstat(level.folder.number(), &about) != 0) return false;
  level.device = about.st_dev;
  level.inode = about.st_ino;
  level.folder.reset();
  ++closed_;
  return true;
}

FolderWalk::Level FolderWalk::pop_level() {
  Level level = std::move(levels_.back());
  levels_.pop_back();
  closed_ = std::min(closed_, levels_.size());
  return level;
}

// Takes the last level up again from a folder below it, where that is cheaper than from the root.
void FolderWalk::climb(const Descriptor& from, unsigned depth) {
  if (levels_.empty() || levels_.back().folder.is_open()) return;
  std::string up;
  for (auto d = depth; d > levels_.back().depth; --d) up += "../";
  if (up.empty() || up.size() >= PATH_MAX) return;
  const Descriptor there(openat(from.number(), up.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (there.is_open() && is_level(there)) levels_.back().folder.reset(open_folder(there.number(), "."));
  if (levels_.back().folder.is_open()) closed_ = levels_.size() - 1;
}

// Whatever was moved or swapped meanwhile: only the very same folder is accepted.
bool FolderWalk::is_level(const Descriptor& folder) const {
  struct stat about {};
  return fstat(folder.number(), &about) == 0 && about.st_ino == levels_.back().inode &&
         about.st_dev == levels_.back().device;
}

Result<> FolderWalk::open_again(Level& level) {
  auto folder = open_to_read(root_, path_, O_DIRECTORY, resolver_);
  if (!folder) return pass(folder.error());
  if (!is_level(*folder))
    return fail(Fault::not_found, "was moved while it was read: its other folders are missing");
  level.folder = std::move(*folder);
  return {};
}

}  // namespace waarborg
