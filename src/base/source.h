// Source is evidence that is read at an offset: over a descriptor, over memory, over whatever a test makes
// up. It is never mapped, because a file that is cut short while it is mapped kills the process. The format
// readers take a Source, so that they need to know nothing of where evidence comes from.
#pragma once
#include <cstdint>
#include <span>

#include "base/result.h"

namespace waarborg {

class Source {
 public:
  virtual ~Source() = default;
  virtual std::uint64_t size() const = 0;
  // Fills `into` from `offset`, whole or not at all: a read beyond the end is Fault::truncated.
  virtual Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;
};

}  // namespace waarborg
