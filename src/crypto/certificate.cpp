#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <memory>

#include "base/digest.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_certificate = 1u << 20, longest_name = 4096;

struct Free {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(BIO* b) const { BIO_free(b); }
};

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
  constexpr unsigned long flags = XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN |
                                  (ASN1_STRFLGS_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  if (!out || name == nullptr || X509_NAME_print_ex(out.get(), name, 0, flags) < 0) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  if (text == nullptr || size <= 0) return {};
  return {text, std::min(static_cast<std::size_t>(size), longest_name)};
}

Time time_of(const ASN1_TIME* when) {
  std::tm parts{};
  if (when == nullptr || ASN1_TIME_to_tm(when, &parts) != 1) return {};
  // Not timegm(): it opens the file of the time zone, for which a worker in its sandbox is killed.
  const std::chrono::sys_days day =
      std::chrono::year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
  return from_seconds(day.time_since_epoch().count() * 86'400LL + parts.tm_hour * 3600LL +
                      parts.tm_min * 60LL + parts.tm_sec);
}

}  // namespace

Result<CertificateFacts> read_certificate(Bytes der) {
  if (der.size() > longest_certificate) return fail(Fault::too_big, "a certificate of more than 1 MiB");
  // libcrypto would read openssl.cnf on its first use: that is a file of the machine that scans, and a worker
  // in its sandbox is killed for opening it.
  static const bool ready = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1;
  if (!ready) return fail(Fault::io, "libcrypto could not be started");
  const unsigned char* at = der.data();
  const std::unique_ptr<X509, Free> x(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!x) return fail(Fault::malformed, "no X.509 certificate");
  const auto used = static_cast<std::size_t>(at - der.data());
  if (used != der.size()) return fail(Fault::malformed, "bytes behind the certificate", used);
  CertificateFacts out;
  out.subject = name_text(X509_get_subject_name(x.get()));
  out.issuer = name_text(X509_get_issuer_name(x.get()));
  std::array<std::uint8_t, 20> sha1{};
  if (EVP_Digest(der.data(), der.size(), sha1.data(), nullptr, EVP_sha1(), nullptr) == 1)
    out.sha1 = hex(sha1);
  out.sha256 = hex(sha256(der));
  out.not_after = time_of(X509_get0_notAfter(x.get()));
  return out;
}

}  // namespace waarborg
