// How values lie in the columns of a case. What is out of its range makes the row unsound.
#pragma once
#include "base/time.h"
#include "casefile/database.h"

namespace waarborg {

inline Time time_of(std::int64_t microseconds) {
  return Time(std::chrono::microseconds(microseconds));
}
template <class E>
E enum_of(Query& row, int column, E last) {
  return row.upto<E>(column, static_cast<std::uint64_t>(last));
}
inline std::uint64_t count_of(Query& row, int column) {
  return static_cast<std::uint64_t>(row.number(column));
}
inline std::uint32_t id_of(Query& row, int column) {
  return row.upto<std::uint32_t>(column, UINT32_MAX);
}
inline bool flag_of(Query& row, int column) {
  return row.upto<std::uint8_t>(column, 1) == 1;
}

}  // namespace waarborg
