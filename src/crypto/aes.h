// AES-256 as phone backups use it: keys wrapped in keys (RFC 3394), and data in CBC with an IV of zeros and
// PKCS#7 padding, in pieces. CbcStream keeps the last block back, because only the end says how much of it is
// data.
#pragma once
#include <memory>

#include "base/result.h"
#include "crypto/secret.h"

namespace waarborg {

using AesKey = Secret<32>;

// A wrapped key of 40 bytes. Fault::denied: it was not wrapped with this key, or was changed.
Result<AesKey> unwrap_key(const AesKey& with, Bytes wrapped);

// Whole blocks of CBC as they stand, without looking for padding: `iv` is the block before them, or the IV.
// `out` is as long as `blocks`. For data that is read at an offset.
Result<> decrypt_cbc(const AesKey& key, Bytes iv, Bytes blocks, std::span<std::uint8_t> out);

class CbcStream {
 public:
  explicit CbcStream(const AesKey& key);
  ~CbcStream();

  // What of the ciphertext up to here is certainly data. The view lives until the next call.
  Result<Bytes> add(Bytes piece);
  // The rest, without its padding. Fault::truncated when there was not a whole number of blocks or none at
  // all, Fault::malformed when the padding is wrong.
  Result<Bytes> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waarborg
