// Plist is a property list of Apple, binary ("bplist00") or XML, as a table of values. It borrows the bytes
// it was read from, which must outlive it. What one value gets wrong costs that value: it is null and stands
// in problems(); offsets there are bytes of the file. Refused whole: lists that lead back into themselves
// cost the reference that does, lists that grow beyond the limits when followed cost everything. Values that
// overlap are refused too, so that no file takes more memory than a small multiple of its size. Format:
// CFBinaryPList.c of CoreFoundation; plist(5).
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace waarborg {

struct PlistLimits {
  std::uint64_t objects = 4'000'000;      // values in the file
  std::uint64_t expanded = 16'000'000;    // values met by following every reference from the root
  unsigned depth = 128;                   // values within values
  std::uint64_t xml_bytes = 64ull << 20;  // an XML list; its tree takes a multiple of that
};

enum class PlistKind : std::uint8_t { null, flag, integer, real, date, data, text, uid, array, dict };

// One row of the table. Of a dict, `count` keys and then `count` values stand in the list of references.
struct PlistNode {
  PlistKind kind = PlistKind::null;
  std::int64_t number = 0;  // integer, flag, uid
  double real = 0;          // real, date (seconds since 2001)
  Bytes bytes{};            // data, text (UTF-8)
  std::uint64_t first = 0, count = 0;
};

// What the two readers of property lists fill in.
struct PlistTable {
  static constexpr std::uint32_t none = 0xFFFF'FFFF;
  static constexpr std::size_t problems_kept = 64;

  std::vector<PlistNode> nodes;
  std::vector<std::uint32_t> references;  // indices into nodes, or none
  std::deque<Blob> owned;                 // text and data that do not stand in the file as they are
  std::vector<Error> problems;
  std::uint32_t root = none;

  void problem(Fault fault, std::string what, std::uint64_t offset) {
    if (problems.size() < problems_kept) problems.push_back({fault, std::move(what), offset});
  }
  Bytes own(std::string_view text) { return owned.emplace_back(text.begin(), text.end()); }
};

// Every question may be asked of every value: what is not there is null, 0 or "". A value borrows from its
// Plist.
class PlistValue {
 public:
  PlistValue() = default;
  PlistValue(const PlistTable& table, std::uint32_t index) : table_(&table), index_(index) {}

  PlistKind kind() const { return node().kind; }
  bool is(PlistKind kind) const { return node().kind == kind; }
  bool flag() const { return is(PlistKind::flag) && node().number != 0; }
  std::int64_t integer(std::int64_t otherwise = 0) const {
    return is(PlistKind::integer) ? node().number : otherwise;
  }
  double real() const;  // of a real or an integer
  Time date() const;
  Bytes data() const { return is(PlistKind::data) ? node().bytes : Bytes(); }
  std::string_view text() const { return is(PlistKind::text) ? as_text(node().bytes) : std::string_view(); }
  std::uint64_t uid() const { return is(PlistKind::uid) ? static_cast<std::uint64_t>(node().number) : 0; }

  std::size_t size() const;                           // of an array or a dict
  PlistValue operator[](std::size_t at) const;        // of an array; of a dict, the value in that place
  PlistValue key(std::size_t at) const;               // of a dict
  PlistValue operator[](std::string_view key) const;  // the first value of that key
  PlistValue operator[](const char* key) const { return (*this)[std::string_view(key)]; }

 private:
  const PlistNode& node() const;
  PlistValue reference(std::uint64_t at) const;

  const PlistTable* table_ = nullptr;
  std::uint32_t index_ = PlistTable::none;
};

class Plist {
 public:
  static bool recognise(Bytes head);  // either form
  static Result<Plist> read(Bytes file, const PlistLimits& limits = {});

  PlistValue root() const { return {table_, table_.root}; }
  const std::vector<Error>& problems() const { return table_.problems; }

 private:
  PlistTable table_;
};

// Seconds since 2001-01-01, as Apple counts; not known when that is no time.
Time mac_time(double seconds);

// The two forms. plist_binary.cpp and plist_xml.cpp; only Plist::read calls them.
bool is_binary_plist(Bytes head);
bool is_xml_plist(Bytes head);
Result<> read_binary_plist(Bytes file, const PlistLimits& limits, PlistTable& table);
Result<> read_xml_plist(Bytes file, const PlistLimits& limits, PlistTable& table);

}  // namespace waarborg
