// Tables of processes as ps and top print them: a header, then rows. Columns are found by the header's names.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "observations/sink.h"

namespace waarborg {

class ProcessList {
 public:
  explicit ProcessList(Sink& out) : out_(out) {}
  // A header begins a table. False: neither a header nor a row.
  bool line(std::string_view line, std::uint64_t offset);
  bool begun() const { return !columns_.empty(); }
  std::size_t rows() const { return rows_; }

 private:
  Sink& out_;
  std::vector<std::string> columns_;
  std::size_t rows_ = 0;
};

// A process by the name it has: a path's last part, an app's package, or 15 bytes of which nobody knows
// whether they are all.
void add_process(ProcessSeen what, std::string_view name, std::uint64_t offset, Sink& out);

}  // namespace waarborg
