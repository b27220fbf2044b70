#include "crypto/aes.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

constexpr std::size_t block = 16, wrapped_bytes = 40;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

}  // namespace

Result<AesKey> unwrap_key(const AesKey& with, Bytes wrapped) {
  if (wrapped.size() != wrapped_bytes)
    return fail(Fault::malformed,
                fmt::format("a wrapped key has {} bytes, this one {}", wrapped_bytes, wrapped.size()));
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (!context) return fail(Fault::io, "OpenSSL has no memory");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  // OpenSSL may write the integrity block too before it finds it wrong.
  Secret<wrapped_bytes + block> out;
  int n = 0;
  if (EVP_DecryptInit_ex(context.get(), EVP_aes_256_wrap(), nullptr, with.data(), nullptr) != 1 ||
      EVP_DecryptUpdate(context.get(), out.data(), &n, wrapped.data(), static_cast<int>(wrapped.size())) <=
          0 ||
      n != static_cast<int>(AesKey::size()))
    return fail(Fault::denied, "the key does not open it");
  AesKey key;
  std::copy_n(out.data(), AesKey::size(), key.data());
  return key;
}

Result<> decrypt_cbc(const AesKey& key, Bytes iv, Bytes blocks, std::span<std::uint8_t> out) {
  constexpr std::size_t most = 1 << 30;
  if (iv.size() != block || blocks.size() % block != 0 || blocks.size() > most || out.size() != blocks.size())
    return fail(Fault::malformed, fmt::format("{} bytes are no whole number of blocks", blocks.size()));
  if (blocks.empty()) return {};
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int n = 0;
  if (!context || EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.data(), iv.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_DecryptUpdate(context.get(), out.data(), &n, blocks.data(), static_cast<int>(blocks.size())) != 1 ||
      n != static_cast<int>(blocks.size()))
    return fail(Fault::io, "OpenSSL does not decrypt");
  return {};
}

struct CbcStream::State {
  Context context{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  Blob plain;               // the block kept back, then what came of the last piece
  std::uint64_t bytes = 0;  // of ciphertext
  std::size_t kept = 0;
  bool ready = false;
};

CbcStream::CbcStream(const AesKey& key) : state_(std::make_unique<State>()) {
  static constexpr std::array<std::uint8_t, block> zeros{};
  auto* context = state_->context.get();
  state_->ready = context != nullptr &&
                  EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key.data(), zeros.data()) == 1 &&
                  EVP_CIPHER_CTX_set_padding(context, 0) == 1;
}

CbcStream::~CbcStream() = default;

Result<Bytes> CbcStream::add(Bytes piece) {
  constexpr std::size_t most = 1 << 30;
  if (!state_->ready || piece.size() > most) return fail(Fault::io, "OpenSSL has no AES-256-CBC");
  auto& s = *state_;
  // What was kept back at the end of the last piece stands at the beginning of this one.
  if (s.plain.size() > s.kept) {
    std::copy_n(s.plain.end() - static_cast<std::ptrdiff_t>(s.kept), s.kept, s.plain.begin());
    s.plain.resize(s.kept);
  }
  s.plain.resize(s.kept + piece.size() + block);
  int n = 0;
  if (EVP_DecryptUpdate(s.context.get(), s.plain.data() + s.kept, &n, piece.data(),
                        static_cast<int>(piece.size())) != 1)
    return fail(Fault::io, "OpenSSL does not decrypt");
  s.bytes += piece.size();
  s.plain.resize(s.kept + static_cast<std::size_t>(n));
  s.kept = std::min(s.plain.size(), block);
  return Bytes(s.plain).first(s.plain.size() - s.kept);
}

Result<Bytes> CbcStream::finish() {
  auto& s = *state_;
  if (s.bytes == 0 || s.bytes % block != 0)
    return fail(Fault::truncated, fmt::format("{} bytes are no whole number of blocks of {}", s.bytes, block),
                s.bytes);
  const auto last = Bytes(s.plain).last(block);
  const std::size_t padding = last.back();
  const bool whole =
      padding >= 1 && padding <= block &&
      std::ranges::all_of(last.last(std::min(padding, block)), [&](auto b) { return b == padding; });
  if (!whole) return fail(Fault::malformed, "its end is no padding: it was cut short or changed", s.bytes);
  return last.first(block - padding);
}

}  // namespace waarborg
