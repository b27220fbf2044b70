// Deflated data without a container of its own (an entry of a zip), or in that of zlib (RFC 1950), shown as
// gzip, so that libarchive unpacks it. It borrows the bytes below. What gzip and zlib say of the sum of the
// content is not checked, as libarchive does not; damage of the stream itself is.
#pragma once
#include <memory>

#include "base/limits.h"
#include "evidence/file.h"

namespace waarborg {

enum class Deflated : std::uint8_t { bare, zlib };

// From `from` on, `size` bytes.
std::unique_ptr<Source> as_gzip(const Source& source, std::uint64_t from, std::uint64_t size, Deflated form);

// All of it in memory. Fault::too_big: more than `limit` bytes come out. `behind` is told how many bytes
// stand behind the end of the stream, which were not unpacked.
Result<Blob> inflate(Bytes packed, Deflated form, std::uint64_t limit, std::uint64_t* behind = nullptr);

bool begins_zlib(Bytes head);

}  // namespace waarborg
