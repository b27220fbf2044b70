// Spool keeps what a Stream gives so that it can be read at any place: a few bytes in memory, more in a
// descriptor that the caller opened and owns (O_TMPFILE); several share one, each from its own start. A
// worker may write to it and read it, not open one. It outlives the Stream; the descriptor must outlive it.
#pragma once
#include <memory>

#include "evidence/file.h"

namespace waarborg {

class Spool : public Source {
 public:
  struct Room {
    std::uint64_t memory;     // bytes; beyond these everything goes to the descriptor
    int descriptor = -1;      // -1: there is none
    std::uint64_t start = 0;  // where in the descriptor this one begins
    std::uint64_t limit = 0;  // bytes; a Stream that gives more is Fault::too_big
  };
  // Reads the Stream to its end. Its error is passed on.
  static Result<std::unique_ptr<Spool>> take(Stream& stream, const Room& room);

  std::uint64_t size() const override { return size_; }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override;
  bool is_in_memory() const { return !on_disk_; }

 private:
  Spool() = default;
  Result<> add(Bytes piece, const Room& room);

  std::uint64_t size_ = 0;
  Blob in_memory_;
  bool on_disk_ = false;
  std::uint64_t start_ = 0;
  std::unique_ptr<Source> disk_;
};

}  // namespace waarborg
