#include "crypto/slow_digest.h"

#include <sodium.h>

namespace waarborg {

bool slow_digest(std::string_view text, Bytes salt, SlowCost cost, SlowDigest& out) {
  static_assert(slow_salt_bytes == crypto_pwhash_SALTBYTES);
  static const bool ready = sodium_init() >= 0;
  if (!ready || salt.size() != slow_salt_bytes || cost.passes < least_cost.passes ||
      cost.passes > greatest_cost.passes || cost.memory_kib < least_cost.memory_kib ||
      cost.memory_kib > greatest_cost.memory_kib)
    return false;
  return crypto_pwhash(out.data(), out.size(), text.data(), text.size(), salt.data(), cost.passes,
                       static_cast<std::size_t>(cost.memory_kib) * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

}  // namespace waarborg
