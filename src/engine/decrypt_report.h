// DecryptReport is what the verb decrypt says of a backup: a line of contents.ndjson for each row, each
// problem as it comes, and the page at the end. It borrows the request.
#pragma once
#include "engine/decrypt_door.h"
#include "engine/decrypting.h"

namespace waarborg {

class DecryptReport {
 public:
  explicit DecryptReport(const DecryptRequest& request) : request_(request) {}

  struct Written {
    std::uint64_t bytes = 0;
    std::string sha256;
    bool differs = false;  // from the digest that was recorded
  };
  void problem(const TreeProblem& p);
  // The row's line. `written` only of a file that was; `wrong`: why something could not be, "".
  std::string line(const ToldRow& row, const Written* written, const std::string& wrong);
  Page page(bool any_rows) const;

 private:
  void tell(const std::string& line);

  const DecryptRequest& request_;
  std::size_t told_ = 0;
  std::uint64_t files_ = 0, folders_ = 0, links_ = 0, bytes_ = 0, sizes_ = 0, digests_ = 0, failed_ = 0,
                problems_ = 0;
};

constexpr std::string_view contents_name = "contents.ndjson";

}  // namespace waarborg
