#include "exchange/padme.h"

#include <algorithm>
#include <bit>

namespace waarborg {

std::uint64_t padded_size(std::uint64_t size) {
  if (size <= smallest_padded) return smallest_padded;
  const auto exponent = static_cast<unsigned>(std::bit_width(size)) - 1;
  const auto kept = static_cast<unsigned>(std::bit_width(exponent));
  const auto mask = (std::uint64_t{1} << (exponent - kept)) - 1;
  return size > ~mask ? size : (size + mask) & ~mask;
}

}  // namespace waarborg
