#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "evidence/folder_walk.h"

namespace waarborg {
namespace {

class OpenFolder : public FolderTree {
 public:
  OpenFolder(Descriptor root, bool live) : root_(std::move(root)), live_(live) {
    resolver_ = resolver_for(root_.number());
    if (live_) mounts_ = Mounts::of_this_system();
  }

  Result<Opened> open_file(const std::string& path, LastLink last) override {
    const int link = last == LastLink::follow ? 0 : O_NOFOLLOW;
    // Only to look at: opening a device or a tape for reading already does something to it.
    auto there = open_inside(root_.number(), path, O_PATH | link, resolver_);
    if (!there) return pass(there.error());
    struct stat about {};
    if (fstat(there->number(), &about) != 0) return pass(error_of(errno));
    if (!S_ISREG(about.st_mode)) return not_regular(about.st_mode);
    // What it is may have changed since then on a live root: O_NONBLOCK, and asked again.
    auto file = open_to_read(root_.number(), path, O_NONBLOCK | O_NOCTTY | link, resolver_);
    if (!file) return pass(file.error());
    if (fstat(file->number(), &about) != 0) return pass(error_of(errno));
    if (!S_ISREG(about.st_mode)) return not_regular(about.st_mode);
    Opened opened;
    opened.descriptor = file->release();
    opened.size = static_cast<std::uint64_t>(about.st_size);
    opened.modified = time_of(about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
    opened.path = path;
    return opened;
  }

  Result<Blob> head(const std::string& path, std::size_t bytes, std::uint64_t least) override {
    auto file = open_to_read(root_.number(), path, O_NONBLOCK | O_NOCTTY | O_NOFOLLOW, resolver_);
    if (!file) return pass(file.error());
    struct stat about {};
    if (fstat(file->number(), &about) != 0) return pass(error_of(errno));
    if (!S_ISREG(about.st_mode)) return not_regular(about.st_mode);
    if (static_cast<std::uint64_t>(about.st_size) < least) return Blob();
    Blob out(bytes);
    const auto n = pread(file->number(), out.data(), out.size(), 0);
    if (n < 0) return pass(error_of(errno));
    out.resize(static_cast<std::size_t>(n));
    return out;
  }

  Result<Entry> look(const std::string& path) override {
    auto there = open_inside(root_.number(), path, O_PATH | O_NOFOLLOW, resolver_);
    if (!there) return pass(there.error());
    struct stat about {};
    if (fstat(there->number(), &about) != 0) return pass(error_of(errno));
    Entry entry{path, what_of(about.st_mode), static_cast<std::uint64_t>(about.st_size),
                time_of(about.st_mtim.tv_sec, about.st_mtim.tv_nsec)};
    if (entry.what != Name::What::link) return entry;
    std::array<char, PATH_MAX> target{};
    const auto n = readlinkat(there->number(), "", target.data(), target.size());
    if (n < 0) return pass(error_of(errno));
    entry.target.assign(target.data(), static_cast<std::size_t>(n));
    return entry;
  }

  Result<std::vector<Name>> list(const std::string& folder) override {
    auto there = open_to_read(root_.number(), folder, O_DIRECTORY | O_NONBLOCK, resolver_);
    if (!there) return pass(there.error());
    std::vector<Name> names;
    std::vector<char> buffer(64 * 1024);
    const int ended = read_names(there->number(), buffer, [&](std::string_view name, Name::What what) {
      names.push_back({std::string(name), what});
    });
    if (ended != 0) return pass(error_of(ended));
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.path < b.path; });
    return names;
  }

  Result<> walk(const Limits& limits, const Visit& visit, const OnProblem& problem) override {
    skipped_.clear();
    FolderWalk walk(root_.number(), resolver_, live_ ? &mounts_ : nullptr, skipped_);
    return walk.run(limits.folder_depth, visit, problem);
  }

  const std::vector<std::string>& skipped() const override { return skipped_; }

 private:
  static tl::unexpected<Error> not_regular(mode_t mode) {
    return fail(Fault::unsupported, fmt::format("is no regular file ({})", name_of(what_of(mode))));
  }

  Descriptor root_;
  bool live_;
  Resolver resolver_ = Resolver::kernel;
  Mounts mounts_;
  std::vector<std::string> skipped_;
};

}  // namespace

Result<std::unique_ptr<FolderTree>> FolderTree::open(const std::string& folder, bool live) {
  Descriptor root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));  // may itself be a link
  if (!root.is_open()) return pass(error_of(errno));
  return std::make_unique<OpenFolder>(std::move(root), live);
}

FolderTree::Opened::Opened(Opened&& other) noexcept {
  *this = std::move(other);
}

FolderTree::Opened& FolderTree::Opened::operator=(Opened&& other) noexcept {
  if (this == &other) return *this;
  if (descriptor >= 0) close(descriptor);
  descriptor = std::exchange(other.descriptor, -1);
  size = other.size;
  modified = other.modified;
  path = std::move(other.path);
  return *this;
}

FolderTree::Opened::~Opened() {
  if (descriptor >= 0) close(descriptor);
}

}  // namespace waarborg
