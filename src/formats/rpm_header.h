// RpmHeader is one header of an RPM package as the package database keeps it: without magic, an index of
// tags, then their data, all big-endian. It borrows the bytes. Nothing is copied or allocated by what the
// header claims; a tag that points outside its data is reported and left out, the others are read.
// Specification: "RPM V4 Package format", rpm.org; limits as librpm's hdrchk macros set them.
#pragma once
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

enum class RpmTag : std::uint32_t {
  immutable_region = 63,
  name = 1000,
  version = 1001,
  release = 1002,
  epoch = 1003,
  summary = 1004,
  install_time = 1008,
  vendor = 1011,
  packager = 1015,
  url = 1020,
  arch = 1022,
  source_rpm = 1044,
  base_names = 1117,
};

class RpmHeader {
 public:
  // An Error: there is no header. `problems` takes what is wrong with single tags; the offset is within the
  // bytes.
  static Result<RpmHeader> parse(Bytes bytes, std::vector<Error>& problems);
  static Result<RpmHeader> parse(Blob&& bytes,
                                 std::vector<Error>& problems) = delete;  // would not outlive it

  bool has(RpmTag tag) const { return find(tag) != nullptr; }
  // The first text: of a list, or of the translations (which is the untranslated one). "" where there is
  // none.
  std::string_view text(RpmTag tag) const;
  // The first of a list of whole numbers of any width.
  std::optional<std::uint64_t> number(RpmTag tag) const;
  std::size_t count(RpmTag tag) const;  // of values

 private:
  struct Entry {
    std::uint32_t tag = 0, type = 0, count = 0;
    Bytes data;  // from where the values begin to the end of the header
  };
  const Entry* find(RpmTag tag) const;
  std::vector<Entry> entries_;
};

}  // namespace waarborg
