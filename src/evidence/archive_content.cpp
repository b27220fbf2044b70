#include "evidence/archive_content.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

constexpr std::array<std::uint8_t, 64 * 1024> zeros{};

}  // namespace

Result<Bytes> EntryContent::next() {
  if (error_) return pass(*error_);
  if (ended_) return Bytes{};
  auto got = step();
  if (!got) error_ = got.error();
  return got;
}

Result<Bytes> EntryContent::step() {
  if (!piece_) {
    auto piece = walk_.next_piece();
    if (!piece) return pass(piece.error());
    if (!piece->bytes.empty() && piece->offset < at_)
      return fail(Fault::malformed, "pieces of the entry overlap", walk_.packed_at());
    piece_ = *piece;
  }
  if (piece_->offset > at_) {
    const auto n = std::min<std::uint64_t>(piece_->offset - at_, zeros.size());
    return hand_out(Bytes(zeros).first(n), ArchiveWalk::Made::hole);
  }
  const Bytes bytes = piece_->bytes;
  piece_.reset();
  if (!bytes.empty()) return hand_out(bytes, ArchiveWalk::Made::unpacked);
  ended_ = true;
  return Bytes{};
}

Result<Bytes> EntryContent::hand_out(Bytes bytes, ArchiveWalk::Made made) {
  const auto most = walk_.limits().entry_bytes;
  if (bytes.size() > most - at_)
    return fail(Fault::too_big, fmt::format("unpacks to more than {} bytes", most), walk_.packed_at());
  at_ += bytes.size();
  if (auto counted = walk_.count(bytes.size(), made); !counted) return pass(counted.error());
  return bytes;
}

Result<Blob> EntryContent::whole(std::uint64_t limit) {
  Blob all;
  for (;;) {
    const auto piece = next();
    if (!piece) return pass(piece.error());
    if (piece->empty()) return all;
    if (piece->size() > limit - all.size()) {
      error_ = {Fault::too_big, fmt::format("has more than {} bytes", limit), walk_.packed_at()};
      return pass(*error_);
    }
    all.insert(all.end(), piece->begin(), piece->end());
  }
}

}  // namespace waarborg
