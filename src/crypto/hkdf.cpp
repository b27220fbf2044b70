#include "crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include <memory>

namespace waarborg {

bool hkdf_sha256(Bytes key, Bytes salt, std::string_view info, std::span<std::uint8_t> out) {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr),
                                                              EVP_KDF_free);
  if (!kdf) return false;
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(kdf.get()),
                                                                          EVP_KDF_CTX_free);
  if (!context) return false;
  // OpenSSL's parameters take pointers to what it only reads.
  const auto octets = [](const char* name, Bytes b) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(b.data()), b.size());
  };
  char digest[] = "SHA256";
  OSSL_PARAM parameters[5], *next = parameters;
  *next++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
  *next++ = octets(OSSL_KDF_PARAM_KEY, key);
  *next++ = octets(OSSL_KDF_PARAM_INFO, as_bytes(info));
  if (!salt.empty()) *next++ = octets(OSSL_KDF_PARAM_SALT, salt);
  *next = OSSL_PARAM_construct_end();
  return EVP_KDF_derive(context.get(), out.data(), out.size(), parameters) == 1;
}

std::string to_bare_base64(Bytes bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
  out.pop_back();  // the NUL that libsodium writes
  return out;
}

std::optional<Blob> from_bare_base64(std::string_view text) {
  if (!is_seven_bit(text)) return {};
  Blob out(text.size() / 4 * 3 + 3);
  std::size_t n = 0;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &n, nullptr,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
    return {};
  out.resize(n);
  return out;
}

}  // namespace waarborg
