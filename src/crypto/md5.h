// MD5, for what others named or checked by it; never for anything of our own.
#pragma once
#include <array>
#include <memory>

#include "base/bytes.h"

namespace waarborg {

using Md5 = std::array<std::uint8_t, 16>;

class Md5Stream {
 public:
  Md5Stream();
  ~Md5Stream();
  void add(Bytes data);
  Md5 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waarborg
