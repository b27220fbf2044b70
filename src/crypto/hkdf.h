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

std::string to_bare_base64(Bytes bytes);
std::optional<Blob> from_bare_base64(std::string_view text);

}  // namespace waarborg
