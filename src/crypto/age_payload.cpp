#include "crypto/age_payload.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>

#include "crypto/hkdf.h"

namespace waarborg {
namespace {

Bytes move_into(Blob& chunk, std::size_t full, Bytes piece) {
  const auto n = std::min(full - chunk.size(), piece.size());
  chunk.insert(chunk.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(n));
  return piece.subspan(n);
}

}  // namespace

AgeChunks::~AgeChunks() {
  wipe(chunk_.data(), chunk_.size());
  wipe(made_.data(), made_.size());
}

Result<> AgeChunks::key(const AgeFileKey& file_key, Bytes nonce) {
  if (!hkdf_sha256(file_key.view(), nonce, "payload", key_.span()))
    return fail(Fault::unsupported, "payload: OpenSSL has no HKDF-SHA256");
  // The whole room at once, when `nonce` (which may lie in it) is used up: a vector that grows would leave
  // copies of what it held.
  chunk_.reserve(age_chunk + age_tag);
  made_.reserve(age_chunk + age_tag);
  return {};
}

std::array<std::uint8_t, 12> AgeChunks::nonce(bool last) const {
  std::array<std::uint8_t, 12> out{};
  for (std::size_t i = 0; i < 8; ++i) out[10 - i] = static_cast<std::uint8_t>(counter_ >> (8 * i));
  out[11] = last ? 1 : 0;
  return out;
}

Result<> AgePayloadWriter::begin(const AgeFileKey& file_key) {
  std::array<std::uint8_t, age_nonce> salt{};
  if (!random_bytes(salt)) return fail(Fault::io, "libsodium did not start");
  if (const auto keyed = key(file_key, salt); !keyed) return keyed;
  return out_(salt);
}

Result<> AgePayloadWriter::seal(bool last) {
  made_.resize(chunk_.size() + age_tag);
  crypto_aead_chacha20poly1305_ietf_encrypt(made_.data(), nullptr, chunk_.data(), chunk_.size(), nullptr, 0,
                                            nullptr, nonce(last).data(), key_.data());
  ++counter_;
  wipe(chunk_.data(), chunk_.size());
  chunk_.clear();
  return out_(made_);
}

Result<> AgePayloadWriter::add(Bytes piece) {
  while (!piece.empty()) {
    // A full chunk waits until more comes: the last one is sealed as the last.
    if (chunk_.size() == age_chunk)
      if (const auto sealed = seal(false); !sealed) return sealed;
    piece = move_into(chunk_, age_chunk, piece);
  }
  return {};
}

Result<> AgePayloadWriter::finish() {
  return seal(true);
}

bool AgePayloadReader::decrypt(bool last) {
  made_.resize(chunk_.size() - age_tag);
  return crypto_aead_chacha20poly1305_ietf_decrypt(made_.data(), nullptr, nullptr, chunk_.data(),
                                                   chunk_.size(), nullptr, 0, nonce(last).data(),
                                                   key_.data()) == 0;
}

Result<> AgePayloadReader::open(bool last) {
  const auto offset = counter_ * (age_chunk + age_tag) + age_nonce;
  if (chunk_.size() < age_tag) return fail(Fault::truncated, "payload: cut short", offset);
  const bool full = chunk_.size() == age_chunk + age_tag;
  const bool as_said = decrypt(last);
  // A full chunk that is good but in the wrong place is given out as any other, and says what happened to the
  // file.
  const bool misplaced = !as_said && full && decrypt(!last);
  if (!as_said && !misplaced)
    return fail(Fault::denied, fmt::format("payload: chunk {} was altered, cut or moved", counter_ + 1),
                offset);
  if (made_.empty() && counter_ != 0)
    return fail(Fault::malformed, "payload: an empty chunk behind full ones", offset);
  ++counter_;
  chunk_.clear();
  const auto given = made_.empty() ? Result<>() : out_(made_);
  wipe(made_.data(), made_.size());
  if (!given || as_said) return given;
  return last ? fail(Fault::truncated, fmt::format("payload: cut behind chunk {}", counter_), offset)
              : fail(Fault::malformed,
                     fmt::format("payload: something stands behind its last chunk, {}", counter_), offset);
}

Result<> AgePayloadReader::add(Bytes piece) {
  if (!keyed_) {
    piece = move_into(chunk_, age_nonce, piece);
    if (chunk_.size() < age_nonce) return {};
    if (const auto keyed = key(file_key_, chunk_); !keyed) return keyed;
    file_key_.clear();
    chunk_.clear();
    keyed_ = true;
  }
  while (!piece.empty()) {
    if (chunk_.size() == age_chunk + age_tag)
      if (const auto opened = open(false); !opened) return opened;
    piece = move_into(chunk_, age_chunk + age_tag, piece);
  }
  return {};
}

Result<> AgePayloadReader::finish() {
  if (!keyed_) return fail(Fault::truncated, "payload: cut short before its first chunk", chunk_.size());
  return open(true);
}

}  // namespace waarborg
