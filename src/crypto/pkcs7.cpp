#include "crypto/pkcs7.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <climits>
#include <memory>

namespace waarborg {

Result<std::vector<Blob>> certificates_of_pkcs7(Bytes der) {
  constexpr int most = 64;
  if (der.size() > INT_MAX) return fail(Fault::too_big, "the signature is too long");
  const auto* at = der.data();
  const std::unique_ptr<PKCS7, decltype(&PKCS7_free)> signature(
      d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())), PKCS7_free);
  ERR_clear_error();
  if (!signature || PKCS7_type_is_signed(signature.get()) == 0 || signature->d.sign == nullptr)
    return fail(Fault::malformed, "the signature is no PKCS#7 of signed data");
  std::vector<Blob> out;
  const auto* all = signature->d.sign->cert;
  for (int i = 0; i < sk_X509_num(all) && i < most; ++i) {
    const int size = i2d_X509(sk_X509_value(all, i), nullptr);
    if (size <= 0) continue;
    Blob one(static_cast<std::size_t>(size));
    auto* into = one.data();
    i2d_X509(sk_X509_value(all, i), &into);
    out.push_back(std::move(one));
  }
  ERR_clear_error();
  return out;
}

}  // namespace waarborg
