// For tests: binary property lists from their objects' bytes. References and offsets have one and two bytes.
#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"

namespace waarborg {

inline std::string trailer(unsigned offset, unsigned reference, std::uint64_t count, std::uint64_t top,
                           std::uint64_t table) {
  std::string out(6, '\0');
  out += static_cast<char>(offset);
  out += static_cast<char>(reference);
  for (const auto n : {count, top, table})
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
  return out;
}

inline std::string built(const std::vector<std::string>& objects) {
  std::string file = "bplist00", offsets;
  for (const auto& object : objects) {
    offsets += static_cast<char>(file.size() >> 8);
    offsets += static_cast<char>(file.size());
    file += object;
  }
  const auto table = file.size();
  return file + offsets + trailer(2, 1, objects.size(), 0, table);
}

}  // namespace waarborg
