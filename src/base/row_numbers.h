// What is known of the rows of a large table, by rowid, in little memory: rowids of applications count up
// without large gaps, so 64 of them share a place. What lies far apart costs more, and is as right.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>

namespace waarborg {

// One value a row; T() is none.
template <class T>
class RowValues {
 public:
  // Keeps the first one.
  void put(std::int64_t row, T value) {
    auto& place = places_[row >> 6][static_cast<std::size_t>(row & 63)];
    if (place == T()) place = value;
  }
  T of(std::int64_t row) const {
    const auto at = places_.find(row >> 6);
    return at == places_.end() ? T() : at->second[static_cast<std::size_t>(row & 63)];
  }

 private:
  std::unordered_map<std::int64_t, std::array<T, 64>> places_;
};

class RowSet {
 public:
  void put(std::int64_t row) { places_[row >> 6] |= bit(row); }
  void take(std::int64_t row) {
    if (const auto at = places_.find(row >> 6); at != places_.end()) at->second &= ~bit(row);
  }
  bool has(std::int64_t row) const {
    const auto at = places_.find(row >> 6);
    return at != places_.end() && (at->second & bit(row)) != 0;
  }
  bool empty() const { return places_.empty(); }
  std::size_t places() const { return places_.size(); }  // what it takes: one for 64 rows that lie together
  // In order.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [place, rows] : places_)
      for (std::int64_t n = 0; n < 64; ++n)
        if ((rows >> n & 1u) != 0) visit(place * 64 + n);
  }

 private:
  static std::uint64_t bit(std::int64_t row) { return std::uint64_t{1} << (row & 63); }
  std::map<std::int64_t, std::uint64_t> places_;
};

}  // namespace waarborg
