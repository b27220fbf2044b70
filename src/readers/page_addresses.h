// The addresses of a browser's history by rowid, for the visits that name them. A part is kept in memory, the
// rest is looked up again, so that what a history takes does not grow with it.
#pragma once
#include "base/row_numbers.h"
#include "readers/sqlite_tables.h"

namespace waarborg {

class PageAddresses {
 public:
  struct Page {
    std::string url, title;
  };
  using Visit = std::function<void(const TableRow&)>;

  // The columns: url, then title or nothing, then what left() is asked for.
  PageAddresses(SqliteTables& tables, std::string_view table, SqliteTables::Columns columns);

  void read();
  bool has(std::int64_t id) const { return there_.has(id); }
  Page find(std::int64_t id);  // empty where there is none
  void visited(std::int64_t id) { left_.take(id); }
  // Those that nothing visited; an address whose visits are gone is still one that was gone to.
  void left(const Visit& visit);

 private:
  void keep(std::int64_t id, Page page);

  SqliteTables& tables_;
  std::string table_;
  SqliteTables::Columns columns_;
  TableLookup lookup_;
  RowSet there_, left_;
  std::unordered_map<std::int64_t, Page> kept_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace waarborg
