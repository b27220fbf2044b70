// Segments is the observations of a stored case, in order of their numbers and one segment in memory at a
// time; only the ids, eight bytes each, are held for all. Each walk has its own statements and buffers, so a
// visitor may ask the same case something else. A damaged segment is named in the result after the others
// were visited.
#pragma once
#include <functional>
#include <vector>

#include "casefile/case.h"
#include "casefile/scan.h"

namespace waarborg {

class Segments {
 public:
  explicit Segments(const CaseFile& file) : file_(file) {}

  std::uint64_t count();
  // False from `visit`: the records are not what they should be.
  using Visit =
      std::function<bool(const JobRow& job, std::uint32_t first, std::uint32_t count, Bytes records)>;
  Result<> each(std::uint64_t from, std::uint64_t to, const Visit& visit);
  // The position of the last segment that begins at or before an observation; count() when there is none.
  std::uint64_t position_of(std::uint64_t number);
  Result<> listed();  // was every id found?

 private:
  void list();

  const CaseFile& file_;
  std::vector<std::uint64_t> ids_;
  bool is_listed_ = false;
  std::optional<Error> gap_;
};

}  // namespace waarborg
