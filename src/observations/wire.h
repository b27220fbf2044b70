// The flat form of observations: written once by the worker, checked by the parent, stored (compressed) in
// the case. A segment is a run of records of one job:
//   record: u32le length of what follows | varint kind | varint version | varint offset | fields
//   field:  varint (number << 3 | form) | value
//   form 0: varint (zigzag number, flag, microseconds, presence)   1: varint length + text   2: varint text
//   id
// Every text of at most 64 bytes gets the next id of its segment when it is first written; form 2 refers
// back. The fields of a record stand in the order of their numbers, each at most once. A reader of a segment
// believes nothing: lengths, ids, forms and the order are checked. A text is any bytes: names on disk are not
// always UTF-8.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "observations/registry.h"

namespace waarborg {

constexpr std::size_t interned_text = 64;
constexpr std::size_t segment_target = 64 * 1024;  // a segment is closed at this size

class SegmentWriter {
 public:
  SegmentWriter();
  void begin(std::uint16_t kind, std::uint16_t version, std::uint64_t offset);
  void text(std::uint8_t field, std::string_view value);  // nothing when empty
  void text(std::uint8_t field, std::string_view first, char between, std::string_view second);
  void number(std::uint8_t field, std::int64_t value);
  void end();
  void copy(const struct RecordView& record);  // a whole record of another segment, begun and ended

  std::size_t open_size() const { return out_.size() - record_; }
  Bytes bytes() const { return out_; }
  std::uint32_t count() const { return count_; }
  void clear();

 private:
  void varint(std::uint64_t value);

  struct Slot {
    std::uint32_t at = 0, length = 0, id = 0, round = 0;
  };
  Blob out_;
  std::size_t record_ = 0;
  std::uint32_t count_ = 0, next_id_ = 0, round_ = 1;
  std::vector<Slot> slots_;
  std::string joined_;
};

struct FieldView {
  std::uint8_t number;
  Type type;                           // Type::text where the kind is not known
  std::string_view text;               // textual types; borrowed from the segment
  std::int64_t value = 0;              // number, flag, time (microseconds), presence
  std::uint32_t text_id = UINT32_MAX;  // equal ids within a segment mean equal texts
};

struct RecordView {
  std::uint16_t kind = 0, version = 0;
  std::uint64_t offset = 0;
  const KindInfo* info = nullptr;  // nullptr: not known to this program
  std::vector<FieldView> fields;
  Bytes bytes;  // the whole record without its length

  std::string_view text(std::uint8_t field) const;
  std::int64_t value(std::uint8_t field, std::int64_t otherwise = 0) const;
  Presence presence() const;  // of the field of that type, else of the kind
};

class SegmentReader {
 public:
  explicit SegmentReader(Bytes segment) : rest_(segment), all_(segment) {}
  bool next(RecordView& out);  // false at the end or at the first thing that cannot be
  bool ok() const { return !broken_; }
  std::uint64_t at() const { return all_.size() - rest_.size(); }

 private:
  bool parse(Bytes record, RecordView& out);
  Bytes rest_, all_;
  std::vector<std::string_view> texts_;
  bool broken_ = false;
};

}  // namespace waarborg
