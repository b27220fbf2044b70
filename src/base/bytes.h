// Bytes is a view of memory that somebody else owns; Blob owns.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace waarborg {

using Bytes = std::span<const std::uint8_t>;
using Blob = std::vector<std::uint8_t>;

inline std::string_view as_text(Bytes b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}
inline Bytes as_bytes(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}

}  // namespace waarborg
