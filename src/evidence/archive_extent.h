// Where an archive begins and ends within the bytes that were handed over: another archive before or behind
// it, or anything else, must not stay unseen. Zeros are padding.
#pragma once
#include <memory>

#include "evidence/file.h"

namespace waarborg {

// A part of a Source, which it borrows.
std::unique_ptr<Source> part_of(const Source& source, std::uint64_t from, std::uint64_t size);

// The first byte from `at` on that is not zero; the size where there is none.
Result<std::uint64_t> first_not_zero(const Source& source, std::uint64_t at);

// A zip is found by its end (APPNOTE 6.3.10, 4.3.16): `begin` is where its first entry lies, `end` is behind
// the comment at its end. Nothing: the end is not to be found, or says nothing.
struct Extent {
  std::uint64_t begin = 0, end = 0;
};
std::optional<Extent> extent_of_zip(const Source& source);
// By its header (7zFormat.txt).
std::optional<std::uint64_t> end_of_seven_zip(const Source& source);

}  // namespace waarborg
