// HiveCells reads the cells of a registry hive from a Source, through a small cache of pages: memory stays
// near 1 MiB however big the hive. A link is a cell's offset from the first hive bin, as hives store it;
// every offset that goes out is one from the start of the file. The Source is borrowed.
#pragma once
#include <vector>

#include "base/bytes.h"
#include "base/source.h"

namespace waarborg {

class HiveCells {
 public:
  static constexpr std::uint32_t no_link = 0xFFFFFFFF;
  static constexpr std::uint64_t first_bin = 4096;  // behind the base block

  struct Cell {
    std::uint64_t at = 0;    // of its contents, behind the four bytes of its size
    std::uint32_t size = 0;  // of its contents
  };

  // `bins` is what the base block says all bins hold; cells lie within it.
  HiveCells(const Source& file, std::uint32_t bins) : file_(&file), bins_(bins), pages_(page_count) {}

  // A cell in use that lies within the bins.
  Result<Cell> cell(std::uint32_t link);
  // `size` bytes of a cell from `from`; more than the cell holds is Fault::truncated.
  Result<Blob> read(const Cell& cell, std::uint64_t from, std::uint64_t size);
  std::uint32_t bins() const { return bins_; }

 private:
  static constexpr std::size_t page_size = 4096, page_count = 256;
  struct Page {
    std::uint64_t number = UINT64_MAX;
    Blob bytes;
  };
  Result<> copy(std::uint64_t at, std::span<std::uint8_t> into);

  const Source* file_;
  std::uint32_t bins_;
  std::vector<Page> pages_;  // a page has one place: its number modulo the count
};

}  // namespace waarborg
