#include "crypto/age_header.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>

#include "base/text.h"
#include "crypto/hkdf.h"

namespace waarborg {
namespace {

constexpr std::size_t body_columns = 64;
constexpr std::size_t wrapped_bytes = AgeFileKey::size() + crypto_aead_chacha20poly1305_ietf_ABYTES;

// The next line without its LF; a CR stays in it and is refused as a character.
std::optional<std::string_view> take_line(std::string_view text, std::size_t& at) {
  const auto end = text.find('\n', at);
  if (end == std::string_view::npos) return {};
  const auto line = text.substr(at, end - at);
  at = end + 1;
  return line;
}

bool is_argument(std::string_view s) {
  return !s.empty() && std::ranges::all_of(s, [](char c) { return c >= '!' && c <= '~'; });
}

Result<AgeStanza> read_stanza(std::string_view text, std::size_t& at) {
  AgeStanza out;
  out.offset = at;
  const auto first = take_line(text, at);
  if (!first || !first->starts_with("-> "))
    return fail(Fault::malformed, "header: a stanza does not start with \"-> \"", out.offset);
  for (const auto word : split(first->substr(3), ' ')) {
    if (!is_argument(word))
      return fail(Fault::malformed, "header: a stanza has an argument that cannot be", out.offset);
    if (out.type.empty())
      out.type = word;
    else
      out.arguments.emplace_back(word);
  }
  // The body ends with a line of fewer than 64 columns, which may be empty.
  for (;;) {
    const auto begin = at;
    const auto line = take_line(text, at);
    if (!line) return fail(Fault::truncated, "header: the body of a stanza has no last line", begin);
    if (line->size() > body_columns)
      return fail(Fault::malformed, "header: a line of a stanza is too long", begin);
    const auto bytes = from_bare_base64(*line);
    if (!bytes) return fail(Fault::malformed, "header: the body of a stanza is not base64", begin);
    out.body.insert(out.body.end(), bytes->begin(), bytes->end());
    if (line->size() < body_columns) return out;
  }
}

Result<> check_x25519(const AgeStanza& s) {
  if (s.arguments.size() != 1)
    return fail(Fault::malformed, "header: an X25519 stanza has one argument", s.offset);
  const auto share = from_bare_base64(s.arguments[0]);
  if (!share || share->size() != 32)
    return fail(Fault::malformed, "header: an X25519 share is 32 bytes in base64", s.offset);
  if (s.body.size() != wrapped_bytes)
    return fail(Fault::malformed, "header: the file key of an X25519 stanza is not 16 bytes", s.offset);
  return {};
}

Result<> check_scrypt(const AgeStanza& s) {
  if (s.arguments.size() != 2)
    return fail(Fault::malformed, "header: a scrypt stanza has two arguments", s.offset);
  const auto salt = from_bare_base64(s.arguments[0]);
  if (!salt || salt->size() != 16)
    return fail(Fault::malformed, "header: a scrypt salt is 16 bytes in base64", s.offset);
  const auto& factor = s.arguments[1];
  const bool decimal = std::ranges::all_of(factor, [](char c) { return c >= '0' && c <= '9'; });
  if (!decimal || factor.size() > 2 || factor[0] == '0')
    return fail(Fault::malformed, "header: a scrypt work factor is a number of one or two digits", s.offset);
  if (s.body.size() != wrapped_bytes)
    return fail(Fault::malformed, "header: the file key of a scrypt stanza is not 16 bytes", s.offset);
  return {};
}

constexpr std::uint8_t no_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] =
    {};  // each wrapping key serves once

Blob wrap(const Secret<32>& wrapping, const AgeFileKey& key) {
  Blob out(wrapped_bytes);
  crypto_aead_chacha20poly1305_ietf_encrypt(out.data(), nullptr, key.data(), key.size(), nullptr, 0, nullptr,
                                            no_nonce, wrapping.data());
  return out;
}

std::optional<AgeFileKey> open_wrap(const Secret<32>& wrapping, Bytes body) {
  AgeFileKey key;
  if (body.size() != wrapped_bytes ||
      crypto_aead_chacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, body.data(), body.size(),
                                                nullptr, 0, no_nonce, wrapping.data()) != 0)
    return {};
  return key;
}

// False when the share is a point of small order: then the "secret" would be known to all.
bool x25519_wrapping(const Secret<32>& scalar, Bytes point, Bytes share, Bytes recipient, Secret<32>& out) {
  Secret<32> shared;
  if (crypto_scalarmult(shared.data(), scalar.data(), point.data()) != 0) return false;
  Blob salt(share.begin(), share.end());
  salt.insert(salt.end(), recipient.begin(), recipient.end());
  return hkdf_sha256(shared.view(), salt, "age-encryption.org/v1/X25519", out.span());
}

bool scrypt_wrapping(std::string_view passphrase, Bytes salt, unsigned factor, Secret<32>& out) {
  constexpr std::string_view label = "age-encryption.org/v1/scrypt";
  Blob salted(label.begin(), label.end());
  salted.insert(salted.end(), salt.begin(), salt.end());
  const auto phrase = as_bytes(passphrase);
  return crypto_pwhash_scryptsalsa208sha256_ll(phrase.data(), phrase.size(), salted.data(), salted.size(),
                                               std::uint64_t{1} << factor, 8, 1, out.data(), out.size()) == 0;
}

}  // namespace

Result<AgeHeader> read_age_header(std::string_view text) {
  if (!text.starts_with(age_version_line))
    return text.starts_with("age-encryption.org/")
               ? fail(Fault::unsupported_version, "header: a version of age that is not v1")
               : fail(Fault::malformed, "header: this is no age file");
  AgeHeader out;
  std::size_t at = age_version_line.size();
  while (text.compare(at, 3, "---") != 0) {
    auto stanza = read_stanza(text, at);
    if (!stanza) return pass(stanza.error());
    if (stanza->type == "X25519")
      if (const auto good = check_x25519(*stanza); !good) return pass(good.error());
    if (stanza->type == "scrypt")
      if (const auto good = check_scrypt(*stanza); !good) return pass(good.error());
    out.stanzas.push_back(std::move(*stanza));
  }
  out.covered = at + 3;
  const auto last = take_line(text, at);
  const auto mac = last && last->starts_with("--- ") ? from_bare_base64(last->substr(4)) : std::nullopt;
  if (!mac || mac->size() != out.mac.size() || at != text.size())
    return fail(Fault::malformed, "header: the last line is not \"--- \" and a MAC of 32 bytes",
                out.covered - 3);
  std::ranges::copy(*mac, out.mac.begin());
  if (out.stanzas.empty())
    return fail(Fault::malformed, "header: there is no stanza", age_version_line.size());
  // A passphrase says who sealed the file. With other recipients beside it, it would say nothing.
  const auto is_scrypt = [](const AgeStanza& s) { return s.type == "scrypt"; };
  if (out.stanzas.size() > 1 && std::ranges::any_of(out.stanzas, is_scrypt))
    return fail(Fault::malformed, "header: a scrypt stanza is not alone", age_version_line.size());
  return out;
}

std::string write_age_header(const std::vector<AgeStanza>& stanzas) {
  std::string out(age_version_line);
  for (const auto& s : stanzas) {
    out += "-> " + s.type;
    for (const auto& argument : s.arguments) out += " " + argument;
    const auto body = to_bare_base64(s.body);
    for (std::size_t i = 0; i <= body.size(); i += body_columns) out += "\n" + body.substr(i, body_columns);
    out += "\n";
  }
  return out + "---";
}

std::array<std::uint8_t, 32> age_header_mac(const AgeFileKey& key, std::string_view covered) {
  std::array<std::uint8_t, 32> out{};
  Secret<32> mac_key;
  if (!hkdf_sha256(key.view(), {}, "header", mac_key.span()) || !random_bytes({})) {
    random_bytes(out);  // matches nothing
    return out;
  }
  crypto_auth_hmacsha256(out.data(), as_bytes(covered).data(), covered.size(), mac_key.data());
  return out;
}

Result<AgeStanza> wrap_for(const AgeRecipient& recipient, const AgeFileKey& key) {
  Secret<32> scalar, wrapping;
  std::array<std::uint8_t, 32> share{};
  if (!random_bytes(scalar.span())) return fail(Fault::io, "libsodium did not start");
  if (crypto_scalarmult_base(share.data(), scalar.data()) != 0 ||
      !x25519_wrapping(scalar, recipient.key, share, recipient.key, wrapping))
    return fail(Fault::malformed,
                "the recipient is no public key: everybody could open what is sealed to it");
  return AgeStanza{"X25519", {to_bare_base64(share)}, wrap(wrapping, key), 0};
}

Result<AgeStanza> wrap_for(std::string_view passphrase, unsigned work_factor, const AgeFileKey& key) {
  if (passphrase.empty()) return fail(Fault::denied, "an empty passphrase protects nothing");
  if (work_factor < 1 || work_factor > 22) return fail(Fault::too_big, "a scrypt work factor is 1 to 22");
  std::array<std::uint8_t, 16> salt{};
  Secret<32> wrapping;
  if (!random_bytes(salt)) return fail(Fault::io, "libsodium did not start");
  if (!scrypt_wrapping(passphrase, salt, work_factor, wrapping))
    return fail(Fault::too_big, "not enough memory for the work factor");
  return AgeStanza{"scrypt", {to_bare_base64(salt), std::to_string(work_factor)}, wrap(wrapping, key), 0};
}

Result<std::optional<AgeFileKey>> unwrap(const AgeStanza& stanza, const AgeIdentity& identity) {
  if (stanza.type != "X25519" || stanza.arguments.empty()) return std::optional<AgeFileKey>();
  const auto share = from_bare_base64(stanza.arguments[0]);
  Secret<32> wrapping;
  if (!share || share->size() != 32 ||
      !x25519_wrapping(identity.secret(), *share, *share, identity.recipient().key, wrapping))
    return fail(Fault::malformed, "header: an X25519 share that gives no secret", stanza.offset);
  return open_wrap(wrapping, stanza.body);
}

Result<std::optional<AgeFileKey>> unwrap(const AgeStanza& stanza, std::string_view passphrase,
                                         unsigned work_limit) {
  if (stanza.type != "scrypt" || stanza.arguments.size() != 2) return std::optional<AgeFileKey>();
  unsigned factor = 0;
  for (const char c : stanza.arguments[1]) factor = factor * 10 + static_cast<unsigned>(c - '0');
  // 2^factor kilobytes: whoever wrote the file chose what we would spend.
  if (factor > work_limit)
    return fail(Fault::too_big,
                fmt::format("header: opening it needs 2^{} kilobytes of memory, the limit is 2^{}", factor,
                            work_limit),
                stanza.offset);
  const auto salt = from_bare_base64(stanza.arguments[0]);
  Secret<32> wrapping;
  if (!salt || !scrypt_wrapping(passphrase, *salt, factor, wrapping))
    return fail(Fault::too_big, "header: not enough memory for its work factor", stanza.offset);
  return open_wrap(wrapping, stanza.body);
}

}  // namespace waarborg
