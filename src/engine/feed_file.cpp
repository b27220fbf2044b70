#include "engine/feed_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/digest.h"

namespace waarborg {
namespace {

constexpr std::uint64_t most_bytes = 4ull << 30;
constexpr std::size_t rest_piece = 1u << 20;

class FeedFile {
 public:
  explicit FeedFile(const std::string& name) : file_(open(name.c_str(), O_RDONLY | O_CLOEXEC)) {}
  FeedFile(const FeedFile&) = delete;
  FeedFile& operator=(const FeedFile&) = delete;
  ~FeedFile() {
    if (file_ >= 0) close(file_);
  }

  bool is_open() const { return file_ >= 0; }
  std::uint64_t size() const {
    struct stat about {};
    return fstat(file_, &about) == 0 && S_ISREG(about.st_mode) ? static_cast<std::uint64_t>(about.st_size)
                                                               : 0;
  }

  Result<std::size_t> read(char* to, std::size_t size) {
    for (;;) {
      const auto n = ::read(file_, to, size);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(Fault::io, std::strerror(errno));
      used_ += static_cast<std::uint64_t>(n);
      if (used_ > most_bytes) return fail(Fault::too_big, fmt::format("larger than {} bytes", most_bytes));
      hash_.add(as_bytes({to, static_cast<std::size_t>(n)}));
      return static_cast<std::size_t>(n);
    }
  }

  // With what nobody has read yet.
  Result<std::string> digest() {
    std::string piece(rest_piece, '\0');
    for (;;) {
      const auto got = read(piece.data(), piece.size());
      if (!got) return pass(got.error());
      if (*got == 0) return hex(hash_.finish());
    }
  }

 private:
  int file_;
  std::uint64_t used_ = 0;
  Sha256Stream hash_;
};

}  // namespace

Result<ReadFeed> read_feed_file(const std::string& name) {
  FeedFile file(name);
  if (!file.is_open()) return fail(Fault::not_found, fmt::format("{}: {}", name, std::strerror(errno)));
  const auto named = [&](const Error& error) {
    return fail(error.fault, fmt::format("{}: {}", name, error.what));
  };
  FeedInput in([&](char* to, std::size_t size) { return file.read(to, size); }, file.size());
  auto content = read_feed(in, name);
  if (!content) return named(content.error());
  auto digest = file.digest();
  if (!digest) return named(digest.error());
  return ReadFeed{std::move(*content), std::move(*digest)};
}

}  // namespace waarborg
