// A write-ahead log counts as far as its checksums, which run on from frame to frame, and its salts hold; of
// that, as far as the last frame that commits. What lies behind are remains of an older log or of a
// transaction in flight.
#include <fmt/core.h>

#include <bit>

#include "base/cursor.h"
#include "formats/sqlite_pages.h"

namespace waarborg {
namespace {

constexpr std::uint32_t magic_little = 0x377F0682, magic_big = 0x377F0683, known_version = 3007000;
constexpr std::size_t header_size = 32, frame_header = 24;

struct Checksum {
  std::uint32_t a = 0, b = 0;
  bool big = false;  // how the words of the log are to be read

  void add(Bytes data) {
    for (Cursor in(data); in.more();) {
      a += (big ? in.be<std::uint32_t>() : in.le<std::uint32_t>()) + b;
      b += (big ? in.be<std::uint32_t>() : in.le<std::uint32_t>()) + a;
    }
  }
  bool is(std::uint32_t first, std::uint32_t second) const { return a == first && b == second; }
};

struct Header {
  std::uint32_t page_size = 0, salt_1 = 0, salt_2 = 0;
  Checksum sum;
};

std::optional<Header> read_header(const Source& wal, std::vector<SqliteWarning>& warnings) {
  std::uint8_t bytes[header_size];
  const auto refuse = [&](Fault fault, std::string why, bool lost = true) {
    warnings.push_back({{fault, "the write-ahead log " + std::move(why) + "; it was left out", 0}, lost});
    return std::nullopt;
  };
  if (wal.size() == 0) return std::nullopt;
  if (wal.size() < header_size) return refuse(Fault::truncated, "is cut short");
  if (auto got = wal.read(0, bytes); !got) return refuse(got.error().fault, got.error().what);
  Cursor in(bytes);
  const auto magic = in.be<std::uint32_t>(), version = in.be<std::uint32_t>();
  Header header;
  header.page_size = in.be<std::uint32_t>();
  in.skip(4);  // checkpoints so far
  header.salt_1 = in.be<std::uint32_t>();
  header.salt_2 = in.be<std::uint32_t>();
  const auto first = in.be<std::uint32_t>(), second = in.be<std::uint32_t>();
  if (magic == 0) return refuse(Fault::malformed, "begins with zeros", false);
  if (magic != magic_little && magic != magic_big) return refuse(Fault::malformed, "has no such header");
  if (!std::has_single_bit(header.page_size) || header.page_size < 512 || header.page_size > 65536)
    return refuse(Fault::malformed, fmt::format("has pages of {} bytes", header.page_size));
  header.sum.big = magic == magic_big;
  header.sum.add(Bytes(bytes, frame_header));
  if (!header.sum.is(first, second)) return refuse(Fault::malformed, "has a header with a wrong checksum");
  if (version != known_version)
    return refuse(Fault::unsupported_version, fmt::format("is of version {}", version));
  return header;
}

enum class Frame : std::uint8_t { good, of_older_log, damaged };

Frame check(Bytes frame, Header& header) {
  Cursor in(frame);
  const auto page = in.be<std::uint32_t>();
  in.skip(4);
  const auto salt_1 = in.be<std::uint32_t>(), salt_2 = in.be<std::uint32_t>();
  const auto first = in.be<std::uint32_t>(), second = in.be<std::uint32_t>();
  if (salt_1 != header.salt_1 || salt_2 != header.salt_2) return Frame::of_older_log;
  header.sum.add(frame.first(8));
  header.sum.add(frame.subspan(frame_header));
  return page != 0 && header.sum.is(first, second) ? Frame::good : Frame::damaged;
}

}  // namespace

std::optional<SqliteLog> read_sqlite_wal(const Source& wal, std::vector<SqliteWarning>& warnings) {
  auto header = read_header(wal, warnings);
  if (!header) return std::nullopt;
  SqliteLog log{.page_size = header->page_size};
  const std::uint64_t frame_size = frame_header + header->page_size;
  const std::uint64_t frames = (wal.size() - header_size) / frame_size;
  const auto at = [&](std::uint64_t n) { return header_size + n * frame_size; };
  std::unordered_map<std::uint32_t, std::uint64_t> open;  // of the transaction that has not committed yet
  std::uint64_t frame = 0, committed = 0;
  Blob bytes(frame_size);
  auto state = Frame::good;
  for (; frame < frames; ++frame) {
    state = wal.read(at(frame), bytes) ? check(bytes, *header) : Frame::damaged;
    if (state != Frame::good) break;
    Cursor in(bytes);
    const auto page = in.be<std::uint32_t>(), size_after = in.be<std::uint32_t>();
    open[page] = at(frame) + frame_header;
    if (size_after == 0) continue;
    for (const auto& [number, where] : open) log.at[number] = where;
    open.clear();
    log.pages = size_after;
    committed = frame + 1;
  }

  const auto left_out = [&](std::uint64_t n, std::string_view which, std::uint64_t where, bool lost) {
    const auto* s = n == 1 ? " was" : "s were";
    auto text = fmt::format("{} frame{} left out of the write-ahead log: {}", n, s, which);
    warnings.push_back({{lost ? Fault::malformed : Fault::truncated, std::move(text), where}, lost});
  };
  if (frame > committed) left_out(frame - committed, "they follow the last commit", at(committed), false);
  if (state == Frame::of_older_log) left_out(frames - frame, "they belong to an older log", at(frame), false);
  if (state == Frame::damaged)
    left_out(frames - frame, "from there on the checksum is wrong", at(frame), true);
  if (state == Frame::good && at(frames) != wal.size())
    warnings.push_back(
        {{Fault::truncated, "the last frame of the write-ahead log is cut short", at(frames)}, true});
  if (log.pages == 0) return std::nullopt;
  return log;
}

}  // namespace waarborg
