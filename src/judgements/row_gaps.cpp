// Numbers that are missing between the rows of a table in which rows get the next number and keep it: rows
// were there and are not any more. Of messages and calls.
#include <fmt/core.h>

#include <map>

#include "base/row_numbers.h"
#include "base/text.h"
#include "judgements/judgement.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

constexpr std::size_t most_places = 1'000'000;  // that the rows of one table take; of more nothing is said

// A job is one file; an app keeps its messages in one table of it.
struct Table {
  std::uint32_t evidence = 0;
  std::string root, app;
  RowSet rows;
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
    table.rows.put(row);
    table.too_many = table.rows.places() > most_places;
    if (!first || table.referred.size() >= 64) return false;
    table.referred[row] = fact.number;
    return true;
  }

  std::vector<Opinion> conclude() override {
    std::vector<Opinion> out;
    for (auto& [key, table] : tables_) {
      if (table.too_many) continue;
      std::uint64_t missing = 0, gaps = 0;
      std::int64_t first = 0, last = 0;
      table.rows.each([&](std::int64_t row) {
        if (last != 0 && row != last + 1) {
          ++gaps;
          missing += static_cast<std::uint64_t>(row - last) - 1;
        }
        if (first == 0) first = row;
        last = row;
      });
      if (gaps == 0) continue;
      Opinion opinion{table.evidence, table.root, {}, {}, Presence::historic};
      opinion.because.push_back(table.referred.begin()->second);
      opinion.why = fmt::format(
          "Between rows {} and {} of {}, {} numbers are missing in {} place(s): rows were deleted, or could "
          "not "
          "be read. People delete messages and systems tidy up; that somebody hid something is not said.",
          first, last, table.app.empty() ? "a table of messages" : printable(shorten(table.app, 60)), missing,
          gaps);
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
