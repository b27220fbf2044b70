#include "crypto/secret.h"

#include <sodium.h>

namespace waarborg {

void wipe(void* memory, std::size_t size) {
  if (size != 0) sodium_memzero(memory, size);
}

bool random_bytes(std::span<std::uint8_t> into) {
  static const bool ready = sodium_init() >= 0;
  if (ready && !into.empty()) randombytes_buf(into.data(), into.size());
  return ready;
}

}  // namespace waarborg
