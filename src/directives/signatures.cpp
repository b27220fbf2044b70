#include "directives/signatures.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/digest.h"

namespace waarborg {
namespace {

using Ed25519Key = std::array<std::uint8_t, 32>;

// The key that signed, when it is valid.
std::optional<Ed25519Key> check_role(RoleSignature& role, Bytes file, const std::string& text,
                                     const std::vector<TrustedKey>& trusted) {
  const auto signer = key_id_of_signature(text);
  if (!signer) {
    role.state = SignatureState::invalid;
    role.why = signer.error().what;
    return {};
  }
  if (*signer != role.key_id) {
    role.state = SignatureState::invalid;
    role.why = fmt::format("signed with key {}, the directive names {}", *signer, role.key_id);
    return {};
  }
  // Two keys may share an id, since an id is only a number that its maker chose. Any trusted one may be the
  // right one.
  role.state = SignatureState::unknown_key;
  role.why = fmt::format("key {} is not among the trusted keys of this role", role.key_id);
  for (const auto& candidate : trusted) {
    if (!candidate.role.empty() && candidate.role != role.role) continue;
    if (candidate.key.id_text() != role.key_id) {
      if (!candidate.role.empty() && role.state == SignatureState::unknown_key)
        role.why = fmt::format("the key given for this role is {}, the directive names {}",
                               candidate.key.id_text(), role.key_id);
      continue;
    }
    const auto got = verify(file, text, candidate.key);
    if (got) {
      role.state = SignatureState::valid;
      role.trusted_comment = got->trusted_comment;
      role.why.clear();
      return candidate.key.key;
    }
    role.state = SignatureState::invalid;
    role.why = got.error().what;
  }
  return {};
}

}  // namespace

std::string_view name_of(SignatureState state) {
  switch (state) {
    case SignatureState::valid:
      return "valid";
    case SignatureState::invalid:
      return "invalid";
    case SignatureState::missing:
      return "missing";
    case SignatureState::unknown_key:
      return "unknown-key";
    case SignatureState::unlisted:
      return "unlisted";
  }
  return "missing";
}

std::string SignatureReport::summary() const {
  const bool any =
      std::ranges::any_of(roles, [](const auto& r) { return r.state != SignatureState::missing; });
  if (!any) return "unsigned";
  if (threshold == 0) return "signed, but the directive names no roles";
  return fmt::format("{} of {} valid{}", valid, threshold, met ? "" : ": not enough");
}

SignatureReport check_signatures(const Directive& directive, Bytes file,
                                 const std::vector<SignatureText>& signatures,
                                 const std::vector<TrustedKey>& trusted) {
  SignatureReport report;
  report.threshold = directive.threshold;
  const auto digest = sha256(file);
  const bool same = hex(digest) == directive.sha256;
  // A key id is a number outside of what is signed: one secret key can go by many. Only the key itself
  // counts.
  std::map<Ed25519Key, std::string> keys;  // → the role it signed in first
  for (const auto& [role, key_id] : directive.signatures) {
    auto& row = report.roles.emplace_back(
        RoleSignature{.role = role, .key_id = key_id, .trusted_comment = {}, .why = {}});
    const auto found = std::ranges::find(signatures, role, &SignatureText::role);
    if (found == signatures.end()) continue;
    const auto key = check_role(row, file, found->text, trusted);
    if (row.state == SignatureState::valid && !same) {
      row.state = SignatureState::invalid;
      row.why = "the directive was not read from these bytes";
    }
    if (row.state != SignatureState::valid || !key) continue;
    if (const auto [first, added] = keys.emplace(*key, role); !added)
      row.why = fmt::format("it is the key of the role {} and counts once", first->second);
  }
  for (const auto& [role, text] : signatures) {
    if (std::ranges::find(directive.signatures, role, &SignatureRole::role) != directive.signatures.end())
      continue;
    const auto signer = key_id_of_signature(text);
    report.roles.push_back({.role = role,
                            .key_id = signer ? *signer : std::string(),
                            .state = SignatureState::unlisted,
                            .trusted_comment = {},
                            .why = "the directive names no such role"});
  }
  report.valid = static_cast<unsigned>(keys.size());
  report.met = report.threshold > 0 && report.valid >= report.threshold;
  return report;
}

}  // namespace waarborg
