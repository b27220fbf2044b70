// The tables of Apple's power log as their columns tell them: which columns name a process or an app, when a
// row is of, and what its clock was off by. Its columns change with every version, so they are known by the
// words in their names. Names of columns have no case, as in SQL.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "readers/sqlite_tables.h"

namespace waarborg {

struct PowerColumns {
  static constexpr std::string_view apps_table = "PLApplicationAgent_EventNone_AllApps";
  static constexpr std::string_view network = "PLProcessNetworkAgent_EventInterval_UsageDiff";
  // What list() gives: "timestamp", why it ended (two), the row of the parent, bytes of the network (four);
  // then the processes, the apps and what may be either.
  static constexpr std::size_t when = 0, reason = 1, code = 2, parent_row = 3, bytes = 4, names = 8;
  static constexpr std::size_t most = 100;  // of each

  static PowerColumns of(std::string_view table, const std::vector<std::string>& columns);
  // "X_Dynamic", "X_Array_Y": rows that belong to one of X and have no time of their own.
  static std::string parent_of(std::string_view table);

  bool names_somebody() const { return !processes.empty() || !apps.empty() || !either.empty(); }
  SqliteTables::Columns list() const;

  // Those that say most are first.
  std::vector<std::string> processes{}, apps{}, either{};
  bool parent = false, more = false;  // more: it has more columns than are read
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
