// What an open Hive keeps. Only regf*.cpp include this.
#pragma once
#include <unordered_set>

#include "formats/regf.h"
#include "formats/regf_cells.h"

namespace waarborg {

struct Hive::State {
  HiveCells cells;
  OnProblem problem;
  unsigned minor = 0;
  bool dirty = false;
  HiveKey root{};
  std::uint64_t work = 0;  // links that may still be followed: lists can be shared by hostile keys
  std::unordered_set<std::uint64_t> told{};  // a damaged key is met by every look-up that passes it

  bool quiet = false;  // looking where nothing need be

  void tell(const Error& error);
  bool spend(std::uint64_t links, std::uint64_t at);  // false: too many links were followed

  Result<HiveKey> read_key(std::uint32_t link, unsigned depth, std::uint32_t& parent);
  void read_list(std::uint32_t link, bool nested, std::vector<std::uint32_t>& out);
  std::vector<std::uint32_t> subkeys_of(const HiveKey& key);
  std::vector<std::uint32_t> forgotten_subkeys_of(const HiveKey& key);
  Result<HiveValue> read_value(std::uint32_t link);
  Result<Blob> read_data(const HiveValue& value);
  Result<Blob> read_segments(const HiveValue& value, const HiveCells::Cell& head);
};

}  // namespace waarborg
