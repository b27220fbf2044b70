// IosKeybag is the box of keys of an encrypted iOS backup: one key for each protection class, wrapped with a
// key that comes from the password. It owns what it read. Format: tags of four letters, lengths of four bytes
// big-endian; as described by Bédrune and Sigwald, "iPhone data protection in depth" (2011), with the second
// derivation (DPIC, DPSL) that iOS 10.2 added.
#pragma once
#include <vector>

#include "base/limits.h"
#include "crypto/aes.h"

namespace waarborg {

struct KeybagLimits {
  // Ten times and more of what phones write (10,000,000 and 10,000): minutes, where a lie would take hours.
  std::uint32_t first_rounds = 150'000'000, second_rounds = 20'000'000;
  std::size_t classes = 256;
};

class IosKeybag {
 public:
  static Result<IosKeybag> read(Bytes tags, const KeybagLimits& limits = {});

  // Fault::denied: wrong password. Fault::too_big: more rounds than the limit. A class whose key does not
  // open though others do stays closed.
  Result<> unlock(std::string_view password, const KeybagLimits& limits = {});
  // Fault::not_found: no key of that class. Fault::denied: it does not open `wrapped`.
  Result<AesKey> unwrap(std::uint32_t protection_class, Bytes wrapped) const;

 private:
  struct ClassKey {
    std::uint32_t number = 0, wrap = 0;
    Blob wrapped;
    bool open = false;
    AesKey key;
  };
  Result<AesKey> derive(std::string_view password) const;

  Blob salt_, first_salt_;
  std::uint32_t rounds_ = 0, first_rounds_ = 0;
  std::vector<ClassKey> classes_;
};

}  // namespace waarborg
