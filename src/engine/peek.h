// Peek lets the beginning of an archive's entry be looked at before the entry is read: what was looked at is
// given again. It borrows the Content, whose stream can be had once only.
#pragma once
#include <optional>

#include "evidence/tree.h"

namespace waarborg {

class Peek : public Stream {
 public:
  explicit Peek(Content& content) : stream_(content.stream()) {}

  // The first piece; stays as it is until the first next().
  const Result<Bytes>& looked() {
    if (!first_) first_ = stream_.next();
    return *first_;
  }
  Bytes head() {  // nothing where it cannot be read
    const auto& first = looked();
    return first ? *first : Bytes();
  }
  Result<Bytes> next() override {
    if (!first_ || given_) return stream_.next();
    given_ = true;
    return *first_;
  }

 private:
  Stream& stream_;
  std::optional<Result<Bytes>> first_;
  bool given_ = false;
};

}  // namespace waarborg
