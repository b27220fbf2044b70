#include "casefile/packed.h"

#include <zstd.h>

namespace waarborg {
namespace {

constexpr std::size_t worth_packing = 64;
constexpr int level = 1;

}  // namespace

struct Packer::State {
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  Blob out;
};

Packer::Packer() : state_(std::make_unique<State>()) {}
Packer::~Packer() = default;

Bytes Packer::pack(Bytes segment) {
  if (segment.size() < worth_packing || state_->context == nullptr) return segment;
  auto& out = state_->out;
  if (out.size() < ZSTD_compressBound(segment.size())) out.resize(ZSTD_compressBound(segment.size()));
  const auto size =
      ZSTD_compressCCtx(state_->context.get(), out.data(), out.size(), segment.data(), segment.size(), level);
  if (ZSTD_isError(size) != 0 || size >= segment.size()) return segment;
  return Bytes(out).first(size);
}

struct Unpacker::State {
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{ZSTD_createDCtx(), ZSTD_freeDCtx};
  Blob out;
};

Unpacker::Unpacker() : state_(std::make_unique<State>()) {}
Unpacker::~Unpacker() = default;

Result<Bytes> Unpacker::unpack(Bytes packed, std::uint64_t size) {
  if (size > largest_segment) return fail(Fault::too_big, "larger than a segment can be");
  if (packed.size() == size) return packed;
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != size)
    return fail(Fault::malformed, "its packed size is not the one that was said");
  auto& out = state_->out;
  if (out.size() < size) out.resize(size);
  if (state_->context == nullptr) return fail(Fault::too_big, "no memory to unpack it");
  const auto got = ZSTD_decompressDCtx(state_->context.get(), out.data(), size, packed.data(), packed.size());
  if (ZSTD_isError(got) != 0 || got != size) return fail(Fault::malformed, "it does not unpack");
  return Bytes(out).first(size);
}

}  // namespace waarborg
