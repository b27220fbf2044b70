// Which names of contents in a backup were met, in memory that does not grow: "perhaps" or "no". Whoever made
// the manifest could choose names so that others seem to have been met, so the places have a seed.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "crypto/secret.h"
#include "crypto/sha1.h"

namespace waarborg {

class MetNames {
 public:
  MetNames() : bits_(places / 64) {
    random_bytes({reinterpret_cast<std::uint8_t*>(seeds_.data()), sizeof seeds_});
  }

  bool perhaps_met(const Sha1& name) {
    std::uint64_t a = 0, b = 0;
    std::memcpy(&a, name.data(), sizeof a);
    std::memcpy(&b, name.data() + sizeof a, sizeof b);
    auto place = (a ^ seeds_[0]) * 0x9E3779B97F4A7C15u;
    place = (place ^ (place >> 29) ^ b ^ seeds_[1]) * 0xBF58476D1CE4E5B9u;
    place ^= place >> 32;
    // All places of one name lie together, which is one look into memory.
    auto* const line = &bits_[place % (places / line_bits) * (line_bits / 64)];
    auto rest = (place ^ b) * 0x94D049BB133111EBu;
    bool met = true;
    for (unsigned n = 0; n < 5; ++n, rest >>= 9) {
      const auto at = (rest >> 16) % line_bits;
      const auto bit = std::uint64_t{1} << (at % 64);
      met &= (line[at / 64] & bit) != 0;
      line[at / 64] |= bit;
    }
    return met;
  }

 private:
  static constexpr std::uint64_t line_bits = 512;
  static constexpr std::uint64_t places = 1u << 25;  // of a million rows one in some thousands is "perhaps"
  std::vector<std::uint64_t> bits_;
  std::array<std::uint64_t, 2> seeds_{};
};

}  // namespace waarborg
