// What an X.509 certificate says of itself. Nothing is verified: a signature, a date or a use that does not
// hold is evidence like any other. The bytes are hostile: libcrypto's DER decoder reads them, and nothing but
// one whole certificate is taken. Names are "O=..., CN=..." in the order they are written in, as UTF-8.
// Specification: RFC 5280.
#pragma once
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace waarborg {

struct CertificateFacts {
  std::string subject, issuer;
  std::string sha1, sha256;  // of the whole certificate, lower-case hexadecimal
  Time not_after;
};

Result<CertificateFacts> read_certificate(Bytes der);

}  // namespace waarborg
