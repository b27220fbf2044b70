// What was stored of a file of a backup, as the data it stands for: decrypted where it is read, so nothing is
// kept in memory or on disk.
#pragma once
#include "engine/message.h"

namespace waarborg {

struct Unsealed {
  std::shared_ptr<Source> source;
  std::optional<Error> damage;  // of its end; what stands before can be read
};
Result<Unsealed> unseal(std::shared_ptr<Source> stored, const Sealed& sealed);

}  // namespace waarborg
