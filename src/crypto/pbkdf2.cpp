#include "crypto/pbkdf2.h"

#include <openssl/evp.h>

#include <limits>

namespace waarborg {

bool pbkdf2(Pbkdf2Hash hash, Bytes password, Bytes salt, std::uint32_t rounds, std::span<std::uint8_t> out) {
  constexpr std::uint32_t most = std::numeric_limits<int>::max();
  if (rounds == 0 || rounds > most || password.size() > most || salt.size() > most || out.size() > most)
    return false;
  return PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password.data()), static_cast<int>(password.size()),
                           salt.data(), static_cast<int>(salt.size()), static_cast<int>(rounds),
                           hash == Pbkdf2Hash::sha1 ? EVP_sha1() : EVP_sha256(), static_cast<int>(out.size()),
                           out.data()) == 1;
}

}  // namespace waarborg
