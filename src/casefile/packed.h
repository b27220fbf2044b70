// Segments as they lie in a case: one zstd frame each, or as they are where that is not smaller. The stored
// size is a claim of the file; beyond the largest segment there can be, it is refused before anything is
// unpacked.
#pragma once
#include <memory>

#include "base/limits.h"
#include "base/result.h"
#include "observations/wire.h"

namespace waarborg {

// A segment is closed once it passes segment_target, so one record of the largest size may lie on top.
constexpr std::uint64_t largest_segment = Limits{}.record_bytes + 2 * segment_target;

class Packer {
 public:
  Packer();
  ~Packer();
  Bytes pack(Bytes segment);  // lives until the next call

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Unpacker {
 public:
  Unpacker();
  ~Unpacker();
  Result<Bytes> unpack(Bytes packed, std::uint64_t size);  // lives until the next call

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waarborg
