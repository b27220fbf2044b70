// minisign signatures: Ed25519 over the file (Ed) or over its BLAKE2b-512 (ED), with a signed trusted
// comment. Format: https://jedisct1.github.io/minisign/ . Keys come in as text and are not stored.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

struct PublicKey {
  std::array<std::uint8_t, 8> id{};
  std::array<std::uint8_t, 32> key{};
  std::string id_text() const;  // sixteen hexadecimal digits, upper case, as minisign prints it
};
Result<PublicKey> read_public_key(std::string_view text);  // a .pub file, or its base64 line alone

struct VerifiedSignature {
  std::string key_id, trusted_comment;
};
Result<VerifiedSignature> verify(Bytes message, std::string_view signature_file, const PublicKey& key);
Result<std::string> key_id_of_signature(std::string_view signature_file);

// A secret key file, opened with its password ("" for one made with -W). The secret is wiped on destruction.
class SecretKey {
 public:
  static Result<SecretKey> open(std::string_view file, std::string_view password);
  SecretKey(SecretKey&&) noexcept;
  SecretKey& operator=(SecretKey&&) noexcept;
  ~SecretKey();
  std::string id_text() const;
  // A .minisig file (prehashed form) over the message.
  Result<std::string> sign(Bytes message, std::string_view trusted_comment) const;

 private:
  SecretKey() = default;
  std::array<std::uint8_t, 8> id_{};
  std::array<std::uint8_t, 64> secret_{};
};
bool is_encrypted_secret_key(std::string_view file);

}  // namespace waarborg
