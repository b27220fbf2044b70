#include "evidence/inflate.h"

#include <algorithm>
#include <array>

#include "evidence/archive_input.h"

namespace waarborg {
namespace {

// RFC 1952: magic, deflate, no flags, no time, of an unknown system.
constexpr std::array<std::uint8_t, 10> gzip_head = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF};
constexpr std::uint64_t gzip_tail = 8, zlib_head = 2, zlib_tail = 4;
constexpr std::size_t piece_bytes = 64 * 1024;

class Gzip : public Source {
 public:
  Gzip(const Source& source, std::uint64_t from, std::uint64_t size)
      : source_(source), from_(from), size_(size) {}
  std::uint64_t size() const override { return gzip_head.size() + size_ + gzip_tail; }

  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > size() || into.size() > size() - offset) return fail(Fault::truncated, "ends early", offset);
    std::size_t done = 0;
    for (; done < into.size() && offset < gzip_head.size(); ++done, ++offset) into[done] = gzip_head[offset];
    if (const auto at = offset - gzip_head.size(); done < into.size() && at < size_) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(into.size() - done, size_ - at));
      if (const auto got = source_.read(from_ + at, into.subspan(done, n)); !got) return pass(got.error());
      done += n;
    }
    std::fill(into.begin() + static_cast<std::ptrdiff_t>(done), into.end(), std::uint8_t{0});
    return {};
  }

 private:
  const Source& source_;
  std::uint64_t from_, size_;
};

}  // namespace

std::unique_ptr<Source> as_gzip(const Source& source, std::uint64_t from, std::uint64_t size, Deflated form) {
  from = std::min(from, source.size());
  size = std::min(size, source.size() - from);
  if (form == Deflated::zlib) {
    const auto head = std::min(size, zlib_head);
    from += head;
    size -= head;
    size -= std::min(size, zlib_tail);
  }
  return std::make_unique<Gzip>(source, from, size);
}

Result<Blob> inflate(Bytes packed, Deflated form, std::uint64_t limit, std::uint64_t* behind) {
  if (form == Deflated::zlib && !begins_zlib(packed)) return fail(Fault::malformed, "is no zlib stream");
  const auto source = memory_source(packed);
  const auto gzip = as_gzip(*source, 0, packed.size(), form);
  auto input = ArchiveInput::open_stream(*gzip);
  if (!input) return pass(input.error());
  auto* const a = (*input)->handle();
  archive_entry* entry = nullptr;
  const int begun = archive_read_next_header(a, &entry);
  if (begun == ARCHIVE_EOF) return fail(Fault::truncated, "holds nothing");
  if (begun < ARCHIVE_WARN) return pass((*input)->error());
  Blob out, piece(piece_bytes);
  for (;;) {
    const auto got = archive_read_data(a, piece.data(), piece.size());
    if (got == 0) {
      const auto used = archive_filter_bytes(a, -1);  // of the file that is shown: head and tail count
      if (behind != nullptr)
        *behind =
            gzip->size() - std::min(gzip->size(), static_cast<std::uint64_t>(std::max<la_int64_t>(used, 0)));
      return out;
    }
    if (got < 0) return pass((*input)->error());
    if (static_cast<std::uint64_t>(got) > limit - out.size())
      return fail(Fault::too_big, "unpacks to more than is read", out.size());
    out.insert(out.end(), piece.begin(), piece.begin() + got);
  }
}

bool begins_zlib(Bytes head) {
  return head.size() >= 2 && (head[0] & 0x0F) == 8 && (head[0] >> 4) <= 7 &&
         (head[0] * 256 + head[1]) % 31 == 0 && (head[1] & 0x20) == 0;
}

}  // namespace waarborg
