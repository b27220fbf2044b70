// Numbers that are missing between the rows of a table in which rows get the next number and keep it: rows
// were there and are not any more. Of messages and calls.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "judgements/judgement.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

constexpr std::size_t most_rows = 4'000'000;  // of one table; of more nothing is said

// A job is one file; an app keeps its messages in one table of it.
struct Table {
  std::uint32_t evidence = 0;
  std::string root, app;
  std::vector<std::int64_t> rows;
  std::map<std::int64_t, std::uint64_t> referred;  // row → number of its observation, those that may open it
  bool too_many = false;
};

class RowGaps : public Judge {
 public:
  bool see(const Fact& fact) override {
    const auto row = fact.record.value(row_field);
    if (row <= 0) return false;
    const auto app = fact.record.text(app_field).substr(0, 256);
    auto& table = tables_[{fact.number >> 32, std::string(app)}];
    if (table.too_many) return false;
    if (table.rows.empty()) {
      table.evidence = fact.evidence;
      table.root = fact.root;
      table.app = app;
    }
    // The first row of all is what the opinion refers to.
    const bool first = table.rows.empty() || row < smallest(table);
    table.rows.push_back(row);
    table.too_many = table.rows.size() > most_rows;
    if (!first || table.referred.size() >= 64) return false;
    table.referred[row] = fact.number;
    return true;
  }

  std::vector<Opinion> conclude() override {
    std::vector<Opinion> out;
    for (auto& [key, table] : tables_) {
      if (table.too_many) continue;
      auto& rows = table.rows;
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      std::uint64_t missing = 0, gaps = 0;
      for (std::size_t i = 1; i < rows.size(); ++i)
        if (rows[i] != rows[i - 1] + 1) {
          ++gaps;
          missing += static_cast<std::uint64_t>(rows[i] - rows[i - 1]) - 1;
        }
      if (gaps == 0) continue;
      Opinion opinion{table.evidence, table.root, {}, {}, Presence::historic};
      opinion.because.push_back(table.referred.begin()->second);
      opinion.why = fmt::format(
          "Between rows {} and {} of {}, {} numbers are missing in {} place(s): rows were deleted, or could "
          "not "
          "be read. People delete messages and systems tidy up; that somebody hid something is not said.",
          rows.front(), rows.back(),
          table.app.empty() ? "a table of messages" : printable(shorten(table.app, 60)), missing, gaps);
      out.push_back(std::move(opinion));
    }
    return out;
  }

 private:
  // By the numbers that kinds.h gives the fields.
  static constexpr std::uint8_t row_field = 12, app_field = 13;
  static std::int64_t smallest(const Table& table) {
    return table.referred.empty() ? INT64_MAX : table.referred.begin()->first;
  }
  std::map<std::pair<std::uint64_t, std::string>, Table> tables_;
};

}  // namespace

Judgement row_gaps() {
  return {
      .about = "Numbers that are missing between the rows of messages and calls.",
      .kinds = {Message::kind},
      .make = [] { return std::unique_ptr<Judge>(new RowGaps); },
  };
}

}  // namespace waarborg
