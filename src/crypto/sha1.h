// SHA-1, for what others named or checked by it; never for anything of our own.
#pragma once
#include <array>
#include <memory>

#include "base/bytes.h"

namespace waarborg {

using Sha1 = std::array<std::uint8_t, 20>;

class Sha1Stream {
 public:
  Sha1Stream();
  ~Sha1Stream();
  void add(Bytes data);
  Sha1 finish();  // it begins anew then

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waarborg
