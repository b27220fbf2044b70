#include "evidence/spool.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace waarborg {
namespace {

Result<> write_at(int descriptor, std::uint64_t offset, Bytes bytes) {
  while (!bytes.empty()) {
    const auto n = pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0)
      return fail(Fault::io, fmt::format("cannot be unpacked to disk: {}", std::strerror(errno)), offset);
    offset += static_cast<std::uint64_t>(n);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::take(Stream& stream, const Room& room) {
  std::unique_ptr<Spool> spool(new Spool);
  for (;;) {
    const auto piece = stream.next();
    if (!piece) return pass(piece.error());
    if (piece->empty()) break;
    if (auto added = spool->add(*piece, room); !added) return pass(added.error());
  }
  spool->start_ = room.start;
  if (spool->on_disk_) spool->disk_ = descriptor_source(room.descriptor, room.start + spool->size_);
  return spool;
}

Result<> Spool::add(Bytes piece, const Room& room) {
  if (piece.size() > room.limit - size_)
    return fail(Fault::too_big, fmt::format("has more than {} bytes", room.limit), size_);
  if (!on_disk_ && piece.size() <= room.memory - size_) {
    in_memory_.insert(in_memory_.end(), piece.begin(), piece.end());
    size_ += piece.size();
    return {};
  }
  if (!on_disk_) {
    if (room.descriptor < 0)
      return fail(Fault::too_big, fmt::format("has more than the {} bytes that memory may hold", room.memory),
                  size_);
    if (auto moved = write_at(room.descriptor, room.start, in_memory_); !moved) return moved;
    Blob().swap(in_memory_);
    on_disk_ = true;
  }
  if (auto written = write_at(room.descriptor, room.start + size_, piece); !written) return written;
  size_ += piece.size();
  return {};
}

Result<> Spool::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  if (offset > size_ || into.size() > size_ - offset)
    return fail(Fault::truncated, "ends early", std::min<std::uint64_t>(offset, size_));
  if (on_disk_) return disk_->read(start_ + offset, into);
  std::copy_n(in_memory_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
  return {};
}

}  // namespace waarborg
