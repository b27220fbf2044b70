// New minisign key pairs, in the files that minisign -G writes. With an empty password the secret key is not
// protected, as with -W.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace waarborg {

struct MinisignKeyPair {
  std::string public_file, id_text;
  SecretText secret_file;
};
Result<MinisignKeyPair> make_minisign_keys(std::string_view password);

}  // namespace waarborg
