#include "casefile/scan.h"

#include <fmt/core.h>

namespace waarborg {

Result<> scan_table(const CaseFile& file, std::string_view table, const std::function<bool(Query&)>& visit) {
  auto query = Query::prepare(*file.database, select_sql(case_table(table), ""));
  if (!query) return pass(query.error());
  const auto at = file.rows.find(table);
  const auto most = at == file.rows.end() ? 0 : at->second;
  const auto sum = query->columns() - 1;
  std::optional<Error> damage;
  std::uint64_t count = 0, read = 0;
  query->bind();
  while (query->step()) {
    read += query->row_bytes();
    if (++count > most || read > file.bytes)
      return fail(Fault::malformed, fmt::format("table {} gives more than it can hold", table), count);
    const bool sound = query->number(sum) == 1 && visit(*query);
    if (!sound && !damage)
      damage = Error{Fault::malformed, fmt::format("row {} of table {} is damaged", count, table), count};
  }
  if (auto done = query->result(fmt::format("table {} cannot be read on", table)); !done) return done;
  if (damage) return pass(*damage);
  if (count != most)
    return fail(Fault::malformed, fmt::format("table {} has {} of its {} rows", table, count, most), count);
  return {};
}

Result<Lookup> Lookup::prepare(const CaseFile& file, std::string_view table, std::string_view where) {
  auto query = Query::prepare(*file.database, select_sql(case_table(table), where));
  if (!query) return pass(query.error());
  Lookup lookup(std::move(*query));
  lookup.file_ = &file;
  lookup.table_ = table;
  return lookup;
}

Query* Lookup::next() {
  failed_.reset();
  if (!query_.step()) {
    if (const auto done = query_.result(fmt::format("table {} cannot be read", table_)); !done)
      failed_ = done.error();
    return nullptr;
  }
  read_ += query_.row_bytes();
  if (query_.number(query_.columns() - 1) == 1 && read_ <= file_->bytes) return &query_;
  failed_ = Error{Fault::malformed, fmt::format("a row of table {} is damaged", table_)};
  return nullptr;
}

Result<> Lookup::result() const {
  if (failed_) return pass(*failed_);
  return {};
}

}  // namespace waarborg
