// Text as Windows stores it, made UTF-8. Nothing fails: half of a surrogate pair becomes U+FFFD, an odd last
// byte is left out.
#pragma once
#include <string>

#include "base/bytes.h"

namespace waarborg {

std::string utf16le_to_utf8(Bytes text);
std::string latin1_to_utf8(Bytes text);

}  // namespace waarborg
