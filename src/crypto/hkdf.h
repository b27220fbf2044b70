// HKDF-SHA256 (RFC 5869) of OpenSSL, and base64 as age writes it: no padding, canonical, nothing else
// between.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace waarborg {

// Fills `out`; false when OpenSSL refuses, which it does for no input that age has.
bool hkdf_sha256(Bytes key, Bytes salt, std::string_view info, std::span<std::uint8_t> out);

// libsodium 1.0.18 takes some bytes above 0x7F for digits, so that there would be several ways to write the
// same.
inline bool is_seven_bit(std::string_view text) {
  for (const char c : text)
    if ((static_cast<std::uint8_t>(c) & 0x80) != 0) return false;
  return true;
}
std::string to_bare_base64(Bytes bytes);
std::optional<Blob> from_bare_base64(std::string_view text);

}  // namespace waarborg
