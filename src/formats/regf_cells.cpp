#include "formats/regf_cells.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/cursor.h"

namespace waarborg {

Result<> HiveCells::copy(std::uint64_t at, std::span<std::uint8_t> into) {
  while (!into.empty()) {
    const auto number = at / page_size;
    auto& page = pages_[number % page_count];
    if (page.number != number) {
      const auto start = number * page_size, size = file_->size();
      if (start >= size) return fail(Fault::truncated, "the hive ends before this", at);
      page.number = UINT64_MAX;
      page.bytes.resize(std::min<std::uint64_t>(page_size, size - start));
      if (const auto got = file_->read(start, page.bytes); !got) return pass(got.error());
      page.number = number;
    }
    const auto from = at % page_size;
    if (from >= page.bytes.size()) return fail(Fault::truncated, "the hive ends before this", at);
    const auto n = std::min<std::uint64_t>(into.size(), page.bytes.size() - from);
    std::copy_n(page.bytes.begin() + static_cast<std::ptrdiff_t>(from), n, into.begin());
    into = into.subspan(n);
    at += n;
  }
  return {};
}

Result<HiveCells::Cell> HiveCells::cell(std::uint32_t link) {
  const auto at = first_bin + link;
  if (link % 8 != 0 || link < 32 || link >= bins_ || bins_ - link < 8)
    return fail(Fault::malformed, "a link that leads to no cell", at);
  std::uint8_t head[4];
  if (const auto got = copy(at, head); !got) return pass(got.error());
  const auto size = static_cast<std::int32_t>(Cursor(head).le<std::uint32_t>());
  if (size >= 0) return fail(Fault::malformed, "a link to a cell that is not in use", at);
  // The smallest int32 has no positive twin; as an int64 it has.
  const auto length = static_cast<std::uint64_t>(-static_cast<std::int64_t>(size));
  if (length < 8 || length > bins_ - link)
    return fail(Fault::malformed, fmt::format("a cell of {} bytes does not fit where it lies", length), at);
  return Cell{at + 4, static_cast<std::uint32_t>(length - 4)};
}

Result<Blob> HiveCells::read(const Cell& cell, std::uint64_t from, std::uint64_t size) {
  if (from > cell.size || size > cell.size - from)
    return fail(Fault::truncated, fmt::format("a cell of {} bytes is too small for what it holds", cell.size),
                cell.at - 4);
  // The bins may claim more than the file has: look before memory is taken.
  if (cell.at + from > file_->size() || size > file_->size() - cell.at - from)
    return fail(Fault::truncated, "the hive ends within a cell", cell.at - 4);
  Blob out(size);
  if (const auto got = copy(cell.at + from, out); !got) return pass(got.error());
  return out;
}

}  // namespace waarborg
