// Binary property lists: "bplist00", objects, a table of their offsets, and a trailer of 32 bytes at the end.
#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/cursor.h"
#include "base/text.h"
#include "formats/plist.h"
#include "formats/utf16.h"

namespace waarborg {
namespace {

constexpr std::size_t magic_bytes = 8, trailer_bytes = 32;

std::uint64_t number(Cursor& in, std::uint64_t bytes) {
  std::uint64_t out = 0;
  for (const auto b : in.take(bytes)) out = out << 8 | b;
  return out;
}

class BinaryPlist {
 public:
  BinaryPlist(Bytes file, const PlistLimits& limits, PlistTable& table)
      : file_(file), limits_(limits), table_(table), room_(file.size()) {}

  Result<> run() {
    if (file_.size() < magic_bytes + trailer_bytes)
      return fail(Fault::truncated, "is cut short", file_.size());
    if (file_[6] != '0')
      return fail(
          Fault::unsupported_version,
          fmt::format("is a binary property list of version {}", printable(as_text(file_.subspan(6, 2)))), 6);
    if (const auto trailer = read_trailer(); !trailer) return trailer;
    table_.nodes.resize(count_);
    for (std::uint64_t i = 0; i < count_; ++i) {
      Cursor offsets(file_.subspan(table_at_ + i * offset_bytes_, offset_bytes_));
      const auto at = number(offsets, offset_bytes_);
      if (at < magic_bytes || at >= table_at_) {
        table_.problem(Fault::malformed,
                       fmt::format("value {} would lie at {}, outside of the values", i, at),
                       table_at_ + i * offset_bytes_);
        continue;
      }
      if (const auto done = read_object(at, table_.nodes[i]); !done) {
        table_.nodes[i] = {};
        if (done.error().fault == Fault::too_big) return done;
        table_.problem(done.error().fault, fmt::format("value {} {}", i, done.error().what), at);
      }
    }
    return {};
  }

 private:
  Result<> read_trailer() {
    const auto at = file_.size() - trailer_bytes;
    Cursor in(file_.subspan(at));
    in.skip(6);
    offset_bytes_ = in.be<std::uint8_t>();
    reference_bytes_ = in.be<std::uint8_t>();
    count_ = in.be<std::uint64_t>();
    const auto top = in.be<std::uint64_t>();
    table_at_ = in.be<std::uint64_t>();
    if (offset_bytes_ < 1 || offset_bytes_ > 8 || reference_bytes_ < 1 || reference_bytes_ > 8 ||
        count_ == 0 || top >= count_ || table_at_ < magic_bytes || table_at_ > at ||
        count_ > (at - table_at_) / offset_bytes_)
      return fail(Fault::truncated, "has no whole trailer: it was cut short or is damaged", at);
    if (count_ > limits_.objects)
      return fail(Fault::too_big, fmt::format("has {} values; {} are the limit", count_, limits_.objects),
                  at);
    table_.root = static_cast<std::uint32_t>(top);
    return {};
  }

  // What values hold stands in the file once each; more than the file has is values that overlap.
  Result<> use(std::uint64_t bytes, std::uint64_t at) {
    if (bytes > room_) return fail(Fault::too_big, "holds values that overlap each other", at);
    room_ -= bytes;
    return {};
  }

  Result<> read_object(std::uint64_t at, PlistNode& node) {
    Cursor in(file_.subspan(at, table_at_ - at));
    const auto marker = in.be<std::uint8_t>();
    const unsigned type = marker >> 4, low = marker & 0x0F;
    const auto cut = [] { return fail(Fault::truncated, "is cut short"); };
    const auto unknown = [&] {
      return fail(Fault::unsupported, fmt::format("is of the unknown type 0x{:02x}", marker));
    };
    if (type < 4 || type == 8) {
      read_scalar(in, type, low, node);
      if (!in.ok()) return cut();
      const bool null = type == 0 && (low == 0 || low == 0xF);
      return node.kind == PlistKind::null && !null ? unknown() : Result<>();
    }
    std::uint64_t n = low;
    if (low == 0xF) {
      const auto size = in.be<std::uint8_t>();
      if (size >> 4 != 1 || (size & 0xF) > 3) return fail(Fault::malformed, "has a length that is no number");
      n = number(in, 1ull << (size & 0xF));
    }
    if (type == 0xA || type == 0xB || type == 0xC || type == 0xD)
      return read_container(in, type == 0xD, n, at, node);
    if (type > 7) return unknown();
    // A count of UTF-16 is of units of two bytes.
    if (!in.ok() || n > in.left() / (type == 6 ? 2 : 1)) return cut();
    const auto bytes = in.take(type == 6 ? 2 * n : n);
    if (const auto room = use(bytes.size(), at); !room) return room;
    node.kind = type == 4 ? PlistKind::data : PlistKind::text;
    node.bytes = bytes;
    if (type == 6) {
      Blob little(bytes.begin(), bytes.end());
      for (std::size_t i = 0; i + 1 < little.size(); i += 2) std::swap(little[i], little[i + 1]);
      node.bytes = table_.own(utf16le_to_utf8(little));
    } else if (type != 4 && !is_utf8(as_text(bytes))) {
      node.bytes = table_.own(to_utf8(as_text(bytes)));
    }
    return {};
  }

  void read_scalar(Cursor& in, unsigned type, unsigned low, PlistNode& node) {
    if (type == 0 && (low == 8 || low == 9)) {
      node.kind = PlistKind::flag;
      node.number = low == 9;
    } else if (type == 1 && low <= 4) {
      // Up to four bytes have no sign, eight have one. Of sixteen only what fits is a number.
      const auto high = low == 4 ? in.be<std::uint64_t>() : 0;
      const auto value = static_cast<std::int64_t>(number(in, low == 4 ? 8 : 1ull << low));
      const auto sign = low == 4 && value < 0 ? ~0ull : 0ull;
      if (low == 4 && high != sign) return;
      node.kind = PlistKind::integer;
      node.number = value;
    } else if ((type == 2 && (low == 2 || low == 3)) || (type == 3 && low == 3)) {
      node.kind = type == 3 ? PlistKind::date : PlistKind::real;
      node.real = low == 2 ? static_cast<double>(std::bit_cast<float>(in.be<std::uint32_t>()))
                           : std::bit_cast<double>(in.be<std::uint64_t>());
    } else if (type == 8 && low < 8) {
      node.kind = PlistKind::uid;
      node.number = static_cast<std::int64_t>(number(in, low + 1));
    }
  }

  Result<> read_container(Cursor& in, bool dict, std::uint64_t n, std::uint64_t at, PlistNode& node) {
    if (!in.ok() || n > in.left() / reference_bytes_ / (dict ? 2 : 1))
      return fail(Fault::truncated, "is cut short");
    const auto all = dict ? 2 * n : n;
    if (const auto room = use(all * reference_bytes_, at); !room) return room;
    node = {.kind = dict ? PlistKind::dict : PlistKind::array, .first = table_.references.size(), .count = n};
    for (std::uint64_t i = 0; i < all; ++i) {
      const auto to = number(in, reference_bytes_);
      if (to >= count_)
        table_.problem(Fault::malformed, fmt::format("a reference to value {} of {}", to, count_), at);
      table_.references.push_back(to < count_ ? static_cast<std::uint32_t>(to) : PlistTable::none);
    }
    return {};
  }

  Bytes file_;
  const PlistLimits& limits_;
  PlistTable& table_;
  std::uint64_t room_, offset_bytes_ = 0, reference_bytes_ = 0, count_ = 0, table_at_ = 0;
};

}  // namespace

bool is_binary_plist(Bytes head) {
  return head.size() >= magic_bytes && as_text(head.first(6)) == "bplist";
}

Result<> read_binary_plist(Bytes file, const PlistLimits& limits, PlistTable& table) {
  return BinaryPlist(file, limits, table).run();
}

}  // namespace waarborg
