// Digests: SHA-256 for identity that others check, XXH3 for our own tables (never for identity).
#pragma once
#include <array>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace waarborg {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(Bytes data);
std::string hex(Bytes data);                      // lower case
bool from_hex(std::string_view text, Blob& out);  // either case, even length; false on anything else

// For data that comes in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  void add(Bytes data);
  Sha256 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::uint64_t fast_hash(std::string_view text, std::uint64_t seed = 0);

}  // namespace waarborg
