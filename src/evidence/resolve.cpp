#include "evidence/resolve.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr int most_links = 40;  // as the kernel
constexpr int most_tries = 32;

bool leaves_root(std::string_view path) {
  int depth = 0;
  for (const auto part : split(path, '/')) {
    if (part == "..") --depth;
    if (!part.empty() && part != "." && part != "..") ++depth;
    if (depth < 0) return true;
  }
  return false;
}

int call_openat2(int root, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, root, path, &how, sizeof how));
}

Result<Descriptor> by_kernel(int root, const std::string& path, int flags) {
  // EAGAIN: something was renamed while ".." was followed, so the kernel could not vouch for the answer.
  for (int tries = 0; tries < most_tries; ++tries) {
    const int got = call_openat2(root, path.empty() ? "." : path.c_str(), flags);
    if (got >= 0) return Descriptor(got);
    if (errno != EAGAIN && errno != EINTR) return pass(error_of(errno));
  }
  return fail(Fault::io, "changes all the time while it is opened");
}

// One path being followed. `done_` are real folders from the root down to `here_`.
class Steps {
 public:
  explicit Steps(int root) : root_(root) {}

  Result<Descriptor> follow(const std::string& path, int flags) {
    if (auto begun = to_root(); !begun) return pass(begun.error());
    push(path);
    while (!todo_.empty()) {
      const std::string part = std::move(todo_.back());
      todo_.pop_back();
      if (part.empty() || part == ".") continue;
      if (part == "..") {
        if (auto up = go_up(); !up) return pass(up.error());
        continue;
      }
      const bool last =
          std::all_of(todo_.begin(), todo_.end(), [](const auto& p) { return p.empty() || p == "."; });
      if (last && (flags & O_NOFOLLOW) != 0) return final_open(part.c_str(), flags);
      Descriptor next(openat(here_.number(), part.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
      struct stat about {};
      if (!next.is_open() || fstat(next.number(), &about) != 0) return pass(error_of(errno));
      if (S_ISLNK(about.st_mode)) {
        if (auto jumped = take_link(next.number()); !jumped) return pass(jumped.error());
      } else if (last) {
        return final_open(part.c_str(), flags | O_NOFOLLOW);  // what was no link may not become one now
      } else if (!S_ISDIR(about.st_mode)) {
        return pass(error_of(ENOTDIR));
      } else {
        here_ = std::move(next);
        done_.push_back(part);
      }
    }
    return final_open(".", flags);
  }

 private:
  void push(std::string_view path) {
    auto parts = split(path, '/');
    todo_.insert(todo_.end(), std::make_move_iterator(parts.rbegin()), std::make_move_iterator(parts.rend()));
  }

  Result<Descriptor> final_open(const char* name, int flags) const {
    const int got = openat(here_.number(), name, flags);
    if (got < 0) return pass(error_of(errno));
    return Descriptor(got);
  }

  Result<> to_root() {
    here_.reset(openat(root_, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!here_.is_open()) return pass(error_of(errno));
    return {};
  }

  // ".." of the file system is not asked: a folder that is moved meanwhile could lead outside.
  Result<> go_up() {
    if (!done_.empty()) done_.pop_back();
    if (auto begun = to_root(); !begun) return begun;
    for (const auto& part : done_) {
      here_.reset(openat(here_.number(), part.c_str(), O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC));
      if (!here_.is_open()) return pass(error_of(errno));
    }
    return {};
  }

  Result<> take_link(int link) {
    if (++links_ > most_links) return pass(error_of(ELOOP));
    std::array<char, PATH_MAX> target{};
    const auto n = readlinkat(link, "", target.data(), target.size());
    if (n < 0) return pass(error_of(errno));
    const std::string_view text(target.data(), static_cast<std::size_t>(n));
    push(text);
    if (!text.starts_with('/')) return {};
    done_.clear();
    return to_root();
  }

  int root_;
  int links_ = 0;
  Descriptor here_;
  std::vector<std::string> done_;
  std::vector<std::string> todo_;  // the next part is at the end
};

}  // namespace

Resolver resolver_for(int root) {
  const Descriptor got(call_openat2(root, ".", O_PATH | O_CLOEXEC));
  return got.is_open() ? Resolver::kernel : Resolver::steps;
}

Result<Descriptor> open_inside(int root, const std::string& path, int flags, Resolver resolver) {
  if (path.find('\0') != std::string::npos) return fail(Fault::malformed, "a path holds a zero byte");
  if (leaves_root(path)) return fail(Fault::malformed, "the path leaves the evidence");
  flags |= O_CLOEXEC;
  // One call of the kernel takes 4096 bytes of path; deep trees have longer ones.
  if (resolver == Resolver::steps || path.size() >= PATH_MAX) return Steps(root).follow(path, flags);
  return by_kernel(root, path, flags);
}

Result<Descriptor> open_to_read(int root, const std::string& path, int flags, Resolver resolver) {
  // O_NOATIME is for owners and root only, others get EPERM.
  auto got = open_inside(root, path, flags | O_RDONLY | O_NOATIME, resolver);
  if (!got && got.error().fault == Fault::denied) got = open_inside(root, path, flags | O_RDONLY, resolver);
  return got;
}

}  // namespace waarborg
