// Who signed a directive. Signatures are detached minisign files over the exact bytes of the YAML; the
// directive lists roles with key ids and how many of them must have signed. Only keys that the caller trusts
// count: the directive's own list says which key a role has, never that the key is good. One Ed25519 key
// counts once, whatever ids it goes by.
#pragma once
#include <string>
#include <vector>

#include "crypto/minisign.h"
#include "directives/model.h"

namespace waarborg {

struct SignatureText {
  std::string role, text;  // role: of the file name FILE.ROLE.minisig
};
struct TrustedKey {
  std::string role;  // "" for a key that may sign in any role
  PublicKey key;
};

// unlisted: a signature for a role that the directive does not name.
enum class SignatureState : std::uint8_t { valid, invalid, missing, unknown_key, unlisted };
std::string_view name_of(SignatureState state);  // "valid", ..., "unknown-key"

struct RoleSignature {
  std::string role, key_id;  // the key the directive names; of an unlisted one, the key that signed
  SignatureState state = SignatureState::missing;
  std::string trusted_comment, why;  // why: also of a valid one that does not count
};

struct SignatureReport {
  std::vector<RoleSignature> roles;  // in the order of the directive, unlisted ones last
  unsigned valid = 0, threshold = 0;
  bool met = false;
  std::string summary() const;  // "unsigned", "2 of 2 valid", "1 of 2 valid: not enough"
};

SignatureReport check_signatures(const Directive& directive, Bytes file,
                                 const std::vector<SignatureText>& signatures,
                                 const std::vector<TrustedKey>& trusted);

}  // namespace waarborg
