#include "formats/zip_directory.h"

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::uint64_t end_size = 22, longest_comment = 65535, entry_size = 46, header_size = 30;
constexpr std::size_t most_entries = 200'000;
constexpr std::uint64_t most_bytes = 64u << 20;

}  // namespace

Result<ZipDirectory> read_zip_directory(const Source& source) {
  const auto size = source.size();
  if (size < end_size) return fail(Fault::truncated, "is too short for a zip", size);
  const auto tail = std::min(size, end_size + longest_comment);
  Blob bytes(tail);
  if (const auto got = source.read(size - tail, bytes); !got) return pass(got.error());
  const auto at = as_text(bytes).rfind("PK\5\6");
  if (at == std::string_view::npos || tail - at < end_size)
    return fail(Fault::truncated, "has no directory at its end: it is no zip or was cut short", size);
  Cursor end(Bytes(bytes).subspan(at));
  end.skip(12);
  const std::uint64_t length = end.le<std::uint32_t>(), begin = end.le<std::uint32_t>();
  const auto end_at = size - tail + at;
  if (begin > end_at || length > end_at - begin)
    return fail(Fault::malformed, "its directory lies outside of it", end_at);
  if (length > most_bytes) return fail(Fault::too_big, "its directory is too large", begin);
  Blob directory(length);
  if (const auto got = source.read(begin, directory); !got) return pass(got.error());
  ZipDirectory out;
  out.begin = begin;
  Cursor in(directory);
  while (in.left() >= entry_size) {
    const auto from = begin + in.at();
    if (in.chars(4) != "PK\1\2") {
      out.damage.push_back({Fault::malformed, "the directory of the zip is damaged", from});
      return out;
    }
    if (out.entries.size() >= most_entries) {
      out.damage.push_back({Fault::too_big, "the zip has too many entries", from});
      return out;
    }
    ZipEntry entry;
    in.skip(6);
    entry.stored = in.le<std::uint16_t>() == 0;
    in.skip(8);
    entry.packed = in.le<std::uint32_t>();
    entry.unpacked = in.le<std::uint32_t>();
    const auto name = in.le<std::uint16_t>(), extra = in.le<std::uint16_t>(),
               comment = in.le<std::uint16_t>();
    in.skip(8);
    entry.header = in.le<std::uint32_t>();
    entry.name = to_utf8(in.chars(name));
    in.skip(std::uint64_t{extra} + comment);
    if (!in.ok()) {
      out.damage.push_back({Fault::truncated, "the directory of the zip ends within an entry", from});
      return out;
    }
    out.entries.push_back(std::move(entry));
  }
  return out;
}

Result<std::uint64_t> data_of(const Source& source, const ZipEntry& entry) {
  Blob bytes(header_size);
  if (entry.header > source.size() || header_size > source.size() - entry.header)
    return fail(Fault::truncated, "an entry of the zip lies outside of it", entry.header);
  if (const auto got = source.read(entry.header, bytes); !got) return pass(got.error());
  Cursor in(bytes);
  if (in.chars(4) != "PK\3\4")
    return fail(Fault::malformed, "an entry of the zip does not begin there", entry.header);
  in.skip(22);
  const auto begin = entry.header + header_size + in.le<std::uint16_t>() + in.le<std::uint16_t>();
  if (begin > source.size() || entry.packed > source.size() - begin)
    return fail(Fault::truncated, "an entry of the zip is longer than the zip", entry.header);
  return begin;
}

}  // namespace waarborg
