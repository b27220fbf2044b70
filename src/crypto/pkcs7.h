// The certificates that a PKCS#7 signature (RFC 2315) carries with it, as DER, in their order. Nothing is
// verified; libcrypto's decoder reads the hostile bytes.
#pragma once
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

Result<std::vector<Blob>> certificates_of_pkcs7(Bytes der);

}  // namespace waarborg
