// The tables of Apple's power log as their columns tell them: which column names a process or an app, when a
// row is of, and what its clock was off by. Names of columns have no case, as in SQL.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "readers/sqlite_tables.h"

namespace waarborg {

struct PowerColumns {
  static constexpr std::string_view none = "no_such_column?";
  static constexpr std::string_view apps = "PLApplicationAgent_EventNone_AllApps";
  static constexpr std::string_view network = "PLProcessNetworkAgent_EventInterval_UsageDiff";

  static PowerColumns of(std::string_view table, const std::vector<std::string>& columns);
  // "X_Dynamic", "X_Array_Y": rows that belong to one of X and have no time of their own.
  static std::string parent_of(std::string_view table);

  bool names_somebody() const { return process != none || app != none; }
  // 0 process, 1 app, 2 when, 3 and 4 why it ended, 5 the row of the parent, 6 to 9 bytes of the network.
  SqliteTables::Columns list() const;

  std::string_view process = none, app = none;
  bool parent = false;
};

// A time as it is told, and as it is stored: what is not corrected is told as a text.
struct PowerTime {
  StoredTime told{};
  Time stored{};
};

// The offsets of a log's clock, in order of their times.
class PowerClock {
 public:
  explicit PowerClock(SqliteTables& tables);
  PowerTime time(const TableRow& row, std::size_t column) const;

 private:
  std::vector<std::pair<Time, double>> offsets_;  // seconds
};

bool is_power_log(Bytes head);

}  // namespace waarborg
