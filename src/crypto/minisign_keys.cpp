#include "crypto/minisign_keys.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>

namespace waarborg {
namespace {

constexpr std::size_t id_bytes = 8, secret_bytes = 64, sum_bytes = 32,
                      sealed_bytes = id_bytes + secret_bytes + sum_bytes;
// The work of one guess: 256 MB and four times the operations that age spends on a passphrase.
constexpr std::uint64_t operations = crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE,
                        memory = 256u << 20;

std::string base64(Bytes bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the NUL that libsodium writes
  return out;
}

void put_number(std::span<std::uint8_t> into, std::uint64_t value) {
  for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace

Result<MinisignKeyPair> make_minisign_keys(std::string_view password) {
  std::array<std::uint8_t, id_bytes> id{};
  std::array<std::uint8_t, 32> key{};
  Secret<secret_bytes> secret;
  if (!random_bytes(id)) return fail(Fault::io, "libsodium did not start");
  crypto_sign_keypair(key.data(), secret.data());

  // Algorithms, salt, limits, then what the password hides: the key number, the key and a checksum of both.
  Secret<6 + 32 + 16 + sealed_bytes> file;
  const auto all = file.span();
  const auto salt = all.subspan(6, 32), sealed = all.subspan(54);
  std::ranges::copy(as_bytes("EdScB2"), all.begin());
  std::ranges::copy(id, sealed.begin());
  std::ranges::copy(secret.view(), sealed.begin() + id_bytes);
  Secret<2 + id_bytes + secret_bytes> covered;
  covered.span()[0] = 'E';
  covered.span()[1] = 'd';
  std::ranges::copy(sealed.first(id_bytes + secret_bytes), covered.span().begin() + 2);
  crypto_generichash(sealed.data() + id_bytes + secret_bytes, sum_bytes, covered.data(), covered.size(),
                     nullptr, 0);
  if (password.empty()) {
    all[2] = all[3] = 0;
  } else {
    random_bytes(salt);
    put_number(all.subspan(38, 8), operations);
    put_number(all.subspan(46, 8), memory);
    Secret<sealed_bytes> stream;
    if (crypto_pwhash_scryptsalsa208sha256(stream.data(), sealed_bytes, password.data(), password.size(),
                                           salt.data(), operations, memory) != 0)
      return fail(Fault::too_big, "protecting the key needs 256 MB of memory");
    for (std::size_t i = 0; i < sealed_bytes; ++i) sealed[i] ^= stream.span()[i];
  }

  Blob shown = {'E', 'd'};
  shown.insert(shown.end(), id.begin(), id.end());
  shown.insert(shown.end(), key.begin(), key.end());
  MinisignKeyPair out;
  for (auto byte = id.rbegin(); byte != id.rend(); ++byte) out.id_text += fmt::format("{:02X}", *byte);
  out.public_file =
      fmt::format("untrusted comment: minisign public key {}\n{}\n", out.id_text, base64(shown));
  SecretText encoded(base64(file.view()));
  out.secret_file.text().reserve(512);
  out.secret_file.text() = password.empty() ? "untrusted comment: minisign secret key\n"
                                            : "untrusted comment: minisign encrypted secret key\n";
  out.secret_file.text().append(encoded.view()).append("\n");
  return out;
}

}  // namespace waarborg
