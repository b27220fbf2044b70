// The fields of a message in the wire format of Protocol Buffers, one after the other. Nothing is allocated;
// it borrows the bytes. A message within a message is a field of bytes, which can be read the same way.
// Specification: protobuf.dev, "Encoding".
#pragma once
#include "base/cursor.h"

namespace waarborg {

struct ProtoField {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  // of a varint or a fixed number
  Bytes bytes{};            // of what has a length
  std::uint64_t at = 0;     // offset of the field
};

class ProtoReader {
 public:
  explicit ProtoReader(Bytes message) : in_(message) {}

  // False at the end, and at damage: then ok() is false too.
  bool next(ProtoField& field) {
    if (!in_.more()) return false;
    field = {};
    field.at = in_.at();
    const auto key = in_.varint();
    field.number = key >> 3;
    switch (key & 7) {
      case 0:
        field.value = in_.varint();
        break;
      case 1:
        field.value = in_.le<std::uint64_t>();
        break;
      case 2:
        field.bytes = in_.take(in_.varint());
        break;
      case 5:
        field.value = in_.le<std::uint32_t>();
        break;
      default:  // groups are not written any more
        in_.fail();
    }
    if (field.number == 0) in_.fail();
    return in_.ok();
  }
  bool ok() const { return in_.ok(); }
  std::uint64_t at() const { return in_.at(); }

 private:
  Cursor in_;
};

}  // namespace waarborg
