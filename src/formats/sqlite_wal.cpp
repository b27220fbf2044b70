// A write-ahead log counts as far as its checksums, which run on from frame to frame, and its salts hold; of
// that, as far as the last frame that commits. What lies behind are remains of an older log or of a
// transaction in flight.
#include <fmt/core.h>

#include <algorithm>
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

// A log that was made anew begins with zeros and has nothing behind them.
bool has_bytes_behind(const Source& wal) {
  std::uint8_t frame[frame_header];
  if (wal.size() < header_size + sizeof frame) return false;
  if (!wal.read(header_size, frame)) return true;
  return std::any_of(std::begin(frame), std::end(frame), [](auto byte) { return byte != 0; });
}

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
  if (magic == 0) return refuse(Fault::malformed, "begins with zeros", has_bytes_behind(wal));
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

struct Frame {
  std::uint32_t page = 0, size_after = 0, salt_1 = 0, salt_2 = 0, sum_1 = 0, sum_2 = 0;

  explicit Frame(Bytes bytes) {
    Cursor in(bytes);
    for (auto* field : {&page, &size_after, &salt_1, &salt_2, &sum_1, &sum_2})
      *field = in.be<std::uint32_t>();
  }
  bool of(const Header& log) const { return salt_1 == log.salt_1 && salt_2 == log.salt_2; }
};

// The frames behind the last good one. An open transaction rewrites its own frames in place and leaves their
// checksums wrong until it commits; so a wrong checksum is damage only where a commit follows.
struct Rest {
  std::uint64_t open = 0, older = 0;
  bool commits = false;
};

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
  for (; frame < frames && wal.read(at(frame), bytes); ++frame) {
    const Frame seen(bytes);
    if (seen.page == 0 || !seen.of(*header)) break;
    header->sum.add(Bytes(bytes).first(8));
    header->sum.add(Bytes(bytes).subspan(frame_header));
    if (!header->sum.is(seen.sum_1, seen.sum_2)) break;
    open[seen.page] = at(frame) + frame_header;
    if (seen.size_after == 0) continue;
    for (const auto& [number, where] : open) log.at[number] = where;
    open.clear();
    log.pages = seen.size_after;
    committed = frame + 1;
  }

  Rest rest{.open = frame - committed};
  for (auto n = frame; n < frames; ++n) {
    const bool readable = wal.read(at(n), std::span(bytes).first(frame_header)).has_value();
    const Frame seen(bytes);
    const bool ours = !readable || seen.of(*header);
    ++(ours ? rest.open : rest.older);
    rest.commits = rest.commits || !readable || (ours && seen.size_after != 0);
  }
  const auto left_out = [&](std::uint64_t n, std::string_view which, std::uint64_t where, bool lost) {
    auto text =
        fmt::format("{} frame{} left out of the write-ahead log: {}", n, n == 1 ? " was" : "s were", which);
    warnings.push_back({{lost ? Fault::malformed : Fault::truncated, std::move(text), where}, lost});
  };
  if (rest.commits)
    left_out(frames - committed, "a checksum or salt is wrong, though a commit follows", at(frame), true);
  else if (rest.open > 0)
    left_out(rest.open, "they follow the last commit", at(committed), false);
  if (rest.older > 0 && !rest.commits) left_out(rest.older, "they belong to an older log", at(frame), false);
  if (frame == frames && at(frames) != wal.size())
    warnings.push_back(
        {{Fault::truncated, "the last frame of the write-ahead log is cut short", at(frames)}, true});
  if (log.pages == 0) return std::nullopt;
  return log;
}

}  // namespace waarborg
