// Keys of the age file format, v1 (C2SP age): X25519 recipients ("age1...") and identities
// ("AGE-SECRET-KEY-1..."). Keys come in as text and are not stored; an identity is wiped on destruction. Keys
// of other kinds (post-quantum, plugins, SSH) are Fault::unsupported with "unsupported recipient" in the
// text.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/secret.h"

namespace waarborg {

struct AgeRecipient {
  std::array<std::uint8_t, 32> key{};
  std::string text() const;
  bool operator==(const AgeRecipient&) const = default;
};
Result<AgeRecipient> read_age_recipient(std::string_view text);

class AgeIdentity {
 public:
  static Result<AgeIdentity> make();
  static Result<AgeIdentity> read(std::string_view text);
  const AgeRecipient& recipient() const { return recipient_; }
  const Secret<32>& secret() const { return secret_; }
  SecretText text() const;

 private:
  AgeIdentity() = default;
  static Result<AgeIdentity> of(Secret<32> secret);
  Secret<32> secret_;
  AgeRecipient recipient_;
};

// Files with one key a line; empty lines and lines with # do not count. One line that is no key refuses the
// file.
Result<std::vector<AgeRecipient>> read_age_recipients(std::string_view file);
Result<std::vector<AgeIdentity>> read_age_identities(std::string_view file);

}  // namespace waarborg
