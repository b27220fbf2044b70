// TableScan goes through one table of a hostile case in order and believes nothing: every row must carry its
// own digest, there must be as many as the file says, and together they cannot hold more bytes than the file
// has (pages that point at each other could give rows without end).
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "casefile/format.h"

namespace waarborg {

struct CaseFile {
  Database* database = nullptr;
  std::uint64_t bytes = 0;  // size of the file; of a case in memory without bound
  std::map<std::string, std::uint64_t, std::less<>> rows;  // how many each table has
};

// `visit` gives false for a row that cannot be. Sound rows behind a bad one are still visited; the result
// names the first bad one.
Result<> scan_table(const CaseFile& file, std::string_view table, const std::function<bool(Query&)>& visit);

// The one row or the rows of a key, prepared once and asked often.
class Lookup {
 public:
  static Result<Lookup> prepare(const CaseFile& file, std::string_view table, std::string_view where);
  template <class... T>
  void ask(const T&... keys) {
    query_.bind(keys...);
  }
  // The next row, or nullptr at the end or when it is damaged; result() tells these apart.
  Query* next();
  Result<> result() const;

 private:
  explicit Lookup(Query query) : query_(std::move(query)) {}
  const CaseFile* file_ = nullptr;
  std::string table_;
  Query query_;
  std::uint64_t read_ = 0;
  std::optional<Error> failed_;
};

}  // namespace waarborg
