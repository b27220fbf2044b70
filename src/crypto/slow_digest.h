// A digest that takes time and memory on purpose (Argon2id, RFC 9106, of libsodium), for texts that could
// otherwise be found by trying all of them: telephone numbers are few.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace waarborg {

using SlowDigest = std::array<std::uint8_t, 32>;
constexpr std::size_t slow_salt_bytes = 16;

struct SlowCost {
  std::uint32_t passes = 2, memory_kib = 64 * 1024;
};
constexpr SlowCost least_cost{1, 8}, greatest_cost{10, 1024 * 1024};

// False: the salt has another length, the cost lies outside the bounds, or there is not so much memory.
bool slow_digest(std::string_view text, Bytes salt, SlowCost cost, SlowDigest& out);

}  // namespace waarborg
