// The payload of an age v1 file: STREAM over ChaCha20-Poly1305 in chunks of 64 KiB. Both classes take pieces
// of any size and keep one chunk; a chunk is given out only after its tag was checked.
#pragma once
#include "crypto/age_armor.h"
#include "crypto/age_header.h"

namespace waarborg {

constexpr std::size_t age_chunk = 64 * 1024, age_tag = 16, age_nonce = 16;

// What both directions share: the key, the counter and the room for one chunk.
class AgeChunks {
 protected:
  explicit AgeChunks(AgeOut out) : out_(std::move(out)) {}
  ~AgeChunks();
  Result<> key(const AgeFileKey& file_key, Bytes nonce);
  std::array<std::uint8_t, 12> nonce(bool last) const;  // an 88-bit counter and a flag

  AgeOut out_;
  Secret<32> key_;
  std::uint64_t counter_ = 0;
  Blob chunk_, made_;
};

class AgePayloadWriter : AgeChunks {
 public:
  explicit AgePayloadWriter(AgeOut out) : AgeChunks(std::move(out)) {}
  Result<> begin(const AgeFileKey& file_key);
  Result<> add(Bytes piece);
  Result<> finish();

 private:
  Result<> seal(bool last);
};

class AgePayloadReader : AgeChunks {
 public:
  explicit AgePayloadReader(AgeOut out) : AgeChunks(std::move(out)) {}
  void begin(AgeFileKey file_key) { file_key_ = std::move(file_key); }
  Result<> add(Bytes piece);
  Result<> finish();
  bool keyed() const { return keyed_; }  // has it seen the whole nonce?

 private:
  bool decrypt(bool last);
  Result<> open(bool last);
  AgeFileKey file_key_;
  bool keyed_ = false;
};

}  // namespace waarborg
