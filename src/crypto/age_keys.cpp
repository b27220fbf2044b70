#include "crypto/age_keys.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>

#include "base/text.h"
#include "crypto/bech32.h"

namespace waarborg {
namespace {

constexpr std::string_view recipient_prefix = "age", identity_prefix = "age-secret-key-";
constexpr std::size_t file_limit = 4096;  // keys in one file

template <class Key, class Read>
Result<std::vector<Key>> read_lines(std::string_view file, Read read) {
  std::vector<Key> out;
  std::string_view line;
  bool whole = false;
  std::uint64_t number = 0;
  for (std::size_t at = 0; next_line(file, at, line, whole);) {
    ++number;
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    auto key = read(line);
    if (!key) return fail(key.error().fault, fmt::format("line {}: {}", number, key.error().what), number);
    if (out.size() == file_limit)
      return fail(Fault::too_big, fmt::format("more than {} keys", file_limit), number);
    out.push_back(std::move(*key));
  }
  if (out.empty()) return fail(Fault::malformed, "there is no key in it");
  return out;
}

}  // namespace

std::string AgeRecipient::text() const {
  return std::string(to_bech32(recipient_prefix, key).view());
}

Result<AgeRecipient> read_age_recipient(std::string_view text) {
  if (text.starts_with("ssh-")) return fail(Fault::unsupported, "unsupported recipient: an SSH key");
  auto got = from_bech32(text);
  if (!got) return pass(got.error());
  if (got->prefix != recipient_prefix)
    return got->prefix.starts_with("age1")
               ? fail(Fault::unsupported,
                      fmt::format("unsupported recipient: a key of the kind \"{}\"", printable(got->prefix)))
               : fail(Fault::malformed, "a recipient starts with age1");
  // Only a lower-case recipient is one, so that it can be compared as text.
  if (text.starts_with("AGE")) return fail(Fault::malformed, "a recipient is written in lower case");
  AgeRecipient out;
  const auto data = as_bytes(got->data.view());
  if (data.size() != out.key.size())
    return fail(Fault::malformed,
                fmt::format("a recipient has {} bytes, this has {}", out.key.size(), data.size()));
  std::ranges::copy(data, out.key.begin());
  return out;
}

Result<AgeIdentity> AgeIdentity::of(Secret<32> secret) {
  AgeIdentity out;
  if (crypto_scalarmult_base(out.recipient_.key.data(), secret.data()) != 0)
    return fail(Fault::malformed, "the identity has no recipient");
  out.secret_ = std::move(secret);
  return out;
}

Result<AgeIdentity> AgeIdentity::make() {
  Secret<32> secret;
  if (!random_bytes(secret.span())) return fail(Fault::io, "libsodium did not start");
  return of(std::move(secret));
}

Result<AgeIdentity> AgeIdentity::read(std::string_view text) {
  if (text.starts_with("AGE-SECRET-KEY-PQ-") || text.starts_with("AGE-PLUGIN-"))
    return fail(Fault::unsupported, "unsupported recipient: this build opens X25519 and passphrases only");
  auto got = from_bech32(text);
  if (!got) return pass(got.error());
  if (got->prefix != identity_prefix || !text.starts_with("AGE"))
    return fail(Fault::malformed, "an identity starts with AGE-SECRET-KEY-1");
  Secret<32> secret;
  const auto data = as_bytes(got->data.view());
  if (data.size() != secret.size())
    return fail(Fault::malformed,
                fmt::format("an identity has {} bytes, this has {}", secret.size(), data.size()));
  std::ranges::copy(data, secret.data());
  return of(std::move(secret));
}

SecretText AgeIdentity::text() const {
  auto out = to_bech32(identity_prefix, secret_.view());
  for (char& c : out.text())
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

Result<std::vector<AgeRecipient>> read_age_recipients(std::string_view file) {
  return read_lines<AgeRecipient>(file, read_age_recipient);
}

Result<std::vector<AgeIdentity>> read_age_identities(std::string_view file) {
  return read_lines<AgeIdentity>(file, AgeIdentity::read);
}

}  // namespace waarborg
