#include "evidence/file.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace waarborg {
namespace {

class DescriptorSource : public Source {
 public:
  DescriptorSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    for (std::size_t done = 0; done < into.size();) {
      if (offset > INT64_MAX - done) return fail(Fault::malformed, "offset beyond any file", offset);
      const auto n =
          pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0)
        return fail(Fault::io, fmt::format("cannot be read: {}", std::strerror(errno)), offset + done);
      if (n == 0) return fail(Fault::truncated, "ends early", offset + done);
      done += static_cast<std::size_t>(n);
    }
    return {};
  }

 private:
  int descriptor_;
  std::uint64_t size_;
};

class MemorySource : public Source {
 public:
  explicit MemorySource(Bytes bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
      return fail(Fault::truncated, "ends early", std::min<std::uint64_t>(offset, bytes_.size()));
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    return {};
  }

 private:
  Bytes bytes_;
};

class SourceStream : public Stream {
 public:
  SourceStream(const Source& source, std::size_t piece)
      : source_(source), buffer_(std::min<std::uint64_t>(piece, source.size())) {}
  Result<Bytes> next() override {
    const auto n = std::min<std::uint64_t>(buffer_.size(), source_.size() - at_);
    if (n == 0) return Bytes{};
    if (auto got = source_.read(at_, {buffer_.data(), n}); !got) return pass(got.error());
    at_ += n;
    return Bytes(buffer_.data(), n);
  }

 private:
  const Source& source_;
  Blob buffer_;
  std::uint64_t at_ = 0;
};

}  // namespace

std::string_view name_of(Name::What what) {
  switch (what) {
    case Name::What::file:
      return "file";
    case Name::What::folder:
      return "folder";
    case Name::What::link:
      return "link";
    case Name::What::other:
      return "other";
  }
  return "other";
}

const Source* File::wanted(std::size_t want) const {
  const auto at = std::find_if(beside.begin(), beside.end(), [&](const auto& b) { return b.want == want; });
  return at == beside.end() ? nullptr : at->source;
}

std::unique_ptr<Source> descriptor_source(int descriptor, std::uint64_t size) {
  return std::make_unique<DescriptorSource>(descriptor, size);
}
std::unique_ptr<Source> memory_source(Bytes bytes) {
  return std::make_unique<MemorySource>(bytes);
}
std::unique_ptr<Stream> source_stream(const Source& source, std::size_t piece) {
  return std::make_unique<SourceStream>(source, piece);
}

Result<Blob> read_whole(const Source& source, std::uint64_t limit) {
  const auto size = source.size();
  if (size > limit) return fail(Fault::too_big, fmt::format("has {} bytes, the limit is {}", size, limit));
  Blob out(size);
  if (auto got = source.read(0, out); !got) return pass(got.error());
  return out;
}

}  // namespace waarborg
