// Bech32: bytes as text with a prefix and a checksum that notices typing errors, as age writes its keys. BIP
// 173, without its limit of ninety characters. Text is all lower or all upper case; mixed case is refused.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace waarborg {

SecretText to_bech32(std::string_view prefix, Bytes data);  // lower case; `prefix` too
struct FromBech32 {
  std::string prefix;  // lower case
  SecretText data;
};
Result<FromBech32> from_bech32(std::string_view text);

}  // namespace waarborg
