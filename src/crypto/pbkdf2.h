// PBKDF2 (RFC 8018) with HMAC-SHA-256 or HMAC-SHA-1, as phones derive keys from passwords. How many rounds
// are reasonable is for the caller to say: each takes its time.
#pragma once
#include "crypto/secret.h"

namespace waarborg {

enum class Pbkdf2Hash : std::uint8_t { sha1, sha256 };

// Fills `out`; false when OpenSSL refuses (no rounds, or more than it counts).
bool pbkdf2(Pbkdf2Hash hash, Bytes password, Bytes salt, std::uint32_t rounds, std::span<std::uint8_t> out);

}  // namespace waarborg
