// AES-256 as phone backups use it: keys wrapped in keys (RFC 3394), and data in CBC with an IV of zeros and
// PKCS#7 padding. CbcStream takes ciphertext in pieces and keeps the last block back, because only the end
// says how much of it is data; CbcSource decrypts at any place and keeps nothing.
#pragma once
#include <memory>
#include <optional>

#include "base/source.h"
#include "crypto/secret.h"

namespace waarborg {

using AesKey = Secret<32>;

// Before a sandbox closes: what OpenSSL does once in a process, such as reading its settings.
void prepare_ciphers();

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

// The data of a Source of ciphertext, which is borrowed and must outlive it. One thread at a time.
class CbcSource : public Source {
 public:
  static Result<std::unique_ptr<CbcSource>> over(const Source& stored, const AesKey& key);
  ~CbcSource() override;

  std::uint64_t size() const override { return size_; }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override;
  // Why the end cannot be trusted: it is no padding, or no whole block. Then all whole blocks count as data.
  const std::optional<Error>& damage() const { return damage_; }

 private:
  explicit CbcSource(const Source& stored);
  Result<> decrypt(std::uint64_t first_block, std::span<std::uint8_t> out) const;

  struct State;
  const Source& stored_;
  std::unique_ptr<State> state_;
  std::uint64_t size_ = 0;
  std::optional<Error> damage_;
};

}  // namespace waarborg
