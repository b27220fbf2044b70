#include "crypto/aes.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "crypto/pbkdf2.h"
#include "crypto/sha1.h"

namespace waarborg {
namespace {

constexpr std::size_t block = 16, wrapped_bytes = 40;
constexpr std::array<std::uint8_t, block> zeros{};

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

bool begin_cbc(EVP_CIPHER_CTX* context, const AesKey& key) {
  return context != nullptr &&
         EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key.data(), zeros.data()) == 1 &&
         EVP_CIPHER_CTX_set_padding(context, 0) == 1;
}

Error no_cbc() {
  return {Fault::io, "OpenSSL has no AES-256-CBC"};
}

// How much of the last block is data.
Result<std::size_t> data_in(Bytes last) {
  const std::size_t padding = last.back();
  const bool whole =
      padding >= 1 && padding <= block &&
      std::ranges::all_of(last.last(std::min(padding, block)), [&](auto b) { return b == padding; });
  if (!whole) return fail(Fault::malformed, "its end is no padding: it was cut short or changed");
  return block - padding;
}

Error no_whole_blocks(std::uint64_t bytes) {
  return {Fault::truncated, fmt::format("{} bytes are no whole number of blocks of {}", bytes, block), bytes};
}

}  // namespace

void prepare_ciphers() {
  constexpr std::array<std::uint8_t, wrapped_bytes> nothing{};
  AesKey key;
  (void)pbkdf2(Pbkdf2Hash::sha256, nothing, nothing, 1, key.span());
  (void)pbkdf2(Pbkdf2Hash::sha1, nothing, nothing, 1, key.span());
  (void)unwrap_key(key, nothing);
  (void)CbcStream(key).add(Bytes(nothing).first(block));
  Sha1Stream().add(nothing);
}

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
  state_->ready = begin_cbc(state_->context.get(), key);
}

CbcStream::~CbcStream() = default;

Result<Bytes> CbcStream::add(Bytes piece) {
  constexpr std::size_t most = 1 << 30;
  if (!state_->ready || piece.size() > most) return pass(no_cbc());
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
  if (s.bytes == 0 || s.bytes % block != 0) return pass(no_whole_blocks(s.bytes));
  const auto last = Bytes(s.plain).last(block);
  const auto data = data_in(last);
  if (!data) return fail(data.error().fault, data.error().what, s.bytes);
  return last.first(*data);
}

struct CbcSource::State {
  Context context{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  Blob ciphertext, edge;
};

CbcSource::CbcSource(const Source& stored) : stored_(stored), state_(std::make_unique<State>()) {}

CbcSource::~CbcSource() = default;

Result<std::unique_ptr<CbcSource>> CbcSource::over(const Source& stored, const AesKey& key) {
  std::unique_ptr<CbcSource> out(new CbcSource(stored));
  if (!begin_cbc(out->state_->context.get(), key)) return pass(no_cbc());
  const auto bytes = stored.size();
  out->size_ = bytes - bytes % block;
  if (bytes % block != 0 || bytes == 0) out->damage_ = no_whole_blocks(bytes);
  if (out->size_ == 0) return out;
  std::array<std::uint8_t, block> last{};
  if (const auto done = out->decrypt(out->size_ / block - 1, last); !done) return pass(done.error());
  if (out->damage_) return out;
  if (const auto data = data_in(last))
    out->size_ -= block - *data;
  else
    out->damage_ = {data.error().fault, data.error().what, bytes};
  return out;
}

// Whole blocks. Each is decrypted with the ciphertext of the one before it.
Result<> CbcSource::decrypt(std::uint64_t first_block, std::span<std::uint8_t> out) const {
  constexpr std::size_t piece = 256 * 1024;
  auto& [context, ciphertext, edge] = *state_;
  for (std::uint64_t at = first_block * block; !out.empty();) {
    const auto n = std::min(out.size(), piece);
    const std::size_t before = at == 0 ? 0 : block;
    ciphertext.resize(before + n);
    if (auto got = stored_.read(at - before, ciphertext); !got) return got;
    int done = 0;
    if (EVP_DecryptInit_ex(context.get(), nullptr, nullptr, nullptr,
                           before == 0 ? zeros.data() : ciphertext.data()) != 1 ||
        EVP_DecryptUpdate(context.get(), out.data(), &done, ciphertext.data() + before,
                          static_cast<int>(n)) != 1 ||
        static_cast<std::size_t>(done) != n)
      return fail(Fault::io, "OpenSSL does not decrypt", at);
    out = out.subspan(n);
    at += n;
  }
  return {};
}

Result<> CbcSource::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  if (offset > size_ || into.size() > size_ - offset)
    return fail(Fault::truncated, "ends early", std::min(offset, size_));
  // Blocks of which a part is wanted are decrypted beside, those in the middle in place.
  while (!into.empty()) {
    const auto skip = static_cast<std::size_t>(offset % block);
    const auto whole = skip == 0 ? into.size() - into.size() % block : 0;
    if (whole != 0) {
      if (auto done = decrypt(offset / block, into.first(whole)); !done) return done;
      offset += whole;
      into = into.subspan(whole);
      continue;
    }
    auto& edge = state_->edge;
    edge.resize(block);
    if (auto done = decrypt(offset / block, edge); !done) return done;
    const auto n = std::min(block - skip, into.size());
    std::copy_n(edge.begin() + static_cast<std::ptrdiff_t>(skip), n, into.begin());
    offset += n;
    into = into.subspan(n);
  }
  return {};
}

}  // namespace waarborg
