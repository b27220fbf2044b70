#include "readers/sealed_database.h"

#include <algorithm>
#include <array>

#include "base/cursor.h"

namespace waarborg {

// https://www.sqlite.org/fileformat2.html: the format of the schema, the encoding of texts, the reserved
// bytes, and the kind of the first page.
bool is_sealed_database(const Source& source) {
  std::array<std::uint8_t, 101> head{};
  if (source.size() < head.size() || !source.read(0, head)) return false;
  const auto number = [&](std::size_t at) { return Cursor(Bytes(head).subspan(at)).be<std::uint32_t>(); };
  const bool all_zero = std::ranges::all_of(Bytes(head).subspan(72, 20), [](auto byte) { return byte == 0; });
  const auto page = head[100];
  const bool kind = page == 13 || page == 5 || page == 10 || page == 2;
  return !(all_zero && number(44) <= 4 && number(56) <= 3 && kind);
}

}  // namespace waarborg
