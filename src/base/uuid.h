// A UUID made from content, so that the same content has the same one: version 8 of RFC 9562.
#pragma once
#include <string>

#include "base/digest.h"

namespace waarborg {

std::string uuid_of(const Sha256& digest);  // from the first 16 bytes; lower case, without "urn:uuid:"

}  // namespace waarborg
