#include "evidence/archive_extent.h"

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

class Part : public Source {
 public:
  Part(const Source& whole, std::uint64_t from, std::uint64_t size)
      : whole_(whole), from_(from), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > size_ || into.size() > size_ - offset) return fail(Fault::truncated, "ends early", offset);
    return whole_.read(from_ + offset, into);
  }

 private:
  const Source& whole_;
  std::uint64_t from_, size_;
};

std::optional<Blob> piece_at(const Source& source, std::uint64_t at, std::size_t size) {
  if (at > source.size() || size > source.size() - at) return {};
  Blob out(size);
  if (!source.read(at, out)) return {};
  return out;
}

struct Directory {
  std::uint64_t size = 0, offset = 0;  // as written: the offset is from where the zip begins
  std::uint64_t end = 0;               // where it must end
};

// The record of large archives lies before the usual one (4.3.14, 4.3.15).
std::optional<Directory> large_directory(const Source& source, std::uint64_t end_record) {
  constexpr std::uint64_t locator_size = 20, record_size = 56;
  if (end_record < locator_size + record_size) return {};
  const auto locator = piece_at(source, end_record - locator_size, locator_size);
  if (!locator || !as_text(*locator).starts_with("PK\6\7")) return {};
  // Its offset may be shifted by what lies before the archive; without extra fields it lies right here.
  const auto at = end_record - locator_size - record_size;
  const auto record = piece_at(source, at, record_size);
  if (!record || !as_text(*record).starts_with("PK\6\6")) return {};
  Cursor in(*record);
  in.skip(40);
  Directory out;
  out.size = in.le<std::uint64_t>();
  out.offset = in.le<std::uint64_t>();
  out.end = at;
  return out;
}

}  // namespace

std::unique_ptr<Source> part_of(const Source& source, std::uint64_t from, std::uint64_t size) {
  return std::make_unique<Part>(source, from, size);
}

Result<std::uint64_t> first_not_zero(const Source& source, std::uint64_t at) {
  Blob piece(piece_bytes);
  while (at < source.size()) {
    const auto n = std::min<std::uint64_t>(piece.size(), source.size() - at);
    if (auto got = source.read(at, {piece.data(), n}); !got) return pass(got.error());
    const auto end = piece.begin() + static_cast<std::ptrdiff_t>(n);
    const auto found = std::find_if(piece.begin(), end, [](auto b) { return b != 0; });
    if (found != end) return at + static_cast<std::uint64_t>(found - piece.begin());
    at += n;
  }
  return source.size();
}

std::optional<Extent> extent_of_zip(const Source& source) {
  constexpr std::size_t record_size = 22, most_comment = 65535;
  const auto size = source.size();
  const auto tail_size = static_cast<std::size_t>(std::min<std::uint64_t>(size, record_size + most_comment));
  const auto tail = piece_at(source, size - tail_size, tail_size);
  if (!tail) return {};
  const auto found = as_text(*tail).rfind("PK\5\6");
  if (found == std::string_view::npos || tail_size - found < record_size) return {};
  const auto at = size - tail_size + found;
  Cursor in(Bytes(*tail).subspan(found));
  in.skip(12);
  Directory directory;
  directory.size = in.le<std::uint32_t>();
  directory.offset = in.le<std::uint32_t>();
  const auto comment = in.le<std::uint16_t>();
  directory.end = at;
  if (directory.size == UINT32_MAX || directory.offset == UINT32_MAX) {
    const auto large = large_directory(source, at);
    if (!large) return {};
    directory = *large;
  } else if (const auto large = large_directory(source, at)) {
    directory.end = large->end;
  }
  if (directory.size > directory.end || directory.offset > directory.end - directory.size) return {};
  const auto start = directory.end - directory.size;
  const auto shift = start - directory.offset;
  // The first entry need not lie where the zip's own counting begins.
  std::uint64_t first = start;
  const auto entries =
      piece_at(source, start, static_cast<std::size_t>(std::min<std::uint64_t>(directory.size, 64u << 20)));
  if (!entries) return {};
  for (Cursor each(*entries); each.left() >= 46;) {
    if (each.le<std::uint32_t>() != 0x02014B50) break;
    each.skip(24);
    const auto name = each.le<std::uint16_t>(), extra = each.le<std::uint16_t>(),
               words = each.le<std::uint16_t>();
    each.skip(8);
    const auto offset = each.le<std::uint32_t>();
    each.skip(std::uint64_t{name} + extra + words);
    if (!each.ok()) break;
    if (offset != UINT32_MAX && offset <= start - shift) first = std::min(first, offset + shift);
  }
  return Extent{first, std::min<std::uint64_t>(size, at + record_size + comment)};
}

std::optional<std::uint64_t> end_of_seven_zip(const Source& source) {
  constexpr std::uint64_t header_size = 32;
  const auto head = piece_at(source, 0, header_size);
  if (!head) return {};
  Cursor in(*head);
  in.skip(12);
  const auto offset = in.le<std::uint64_t>(), size = in.le<std::uint64_t>();
  if (offset > source.size() - header_size || size > source.size() - header_size - offset) return {};
  return header_size + offset + size;
}

}  // namespace waarborg
