// RowSorter puts any number of rows in the order of a key with little memory: what does not fit goes to a
// temporary file that has no name and goes away with the process. Rows of equal keys keep the order in which
// they were added. Keys are compared byte by byte. A full disk is Fault::io from each().
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "outputs/output.h"

namespace waarborg {

class RowSorter {
 public:
  static Result<RowSorter> create();
  RowSorter(RowSorter&&) noexcept;
  RowSorter& operator=(RowSorter&&) noexcept;
  ~RowSorter();

  void add(std::string_view key, const Row& row);
  Result<> each(const std::function<void(std::string_view key, const Row& row)>& visit);  // once, at the end

 private:
  struct State;
  explicit RowSorter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Appends `part` so that keys sort part by part: "a","b" comes before "ab","".
void add_key(std::string& key, std::string_view part);
void add_key(std::string& key, std::uint64_t number);

}  // namespace waarborg
