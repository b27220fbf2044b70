// Csv reads comma-separated values (RFC 4180) row by row: ',', ';' or tab between the cells, whichever the
// header has most of, or what an Excel line "sep=;" says; a line "#TYPE ..." of PowerShell before the header
// is skipped. The text is UTF-8 (PlainText). Rows are numbered as a spreadsheet numbers them, from 1. What
// breaks the rules is told with its row, and reading goes on: nothing that stands behind a stray quote is
// lost without a word.
#pragma once
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct CsvRow {
  std::uint64_t row = 0;
  std::vector<std::string_view> cells;  // borrowed from the Csv until its next row; bytes as they stand
  std::string_view operator[](std::size_t column) const {
    return column < cells.size() ? cells[column] : std::string_view();
  }
};

class Csv {
 public:
  static constexpr std::size_t most_columns = 1024, longest_cell = 256 * 1024, most_open_quotes = 100;
  static constexpr std::size_t no_column = SIZE_MAX;
  using OnFault = std::function<void(Fault, std::string_view why, std::uint64_t row)>;

  Csv(std::string_view text, OnFault fault);  // reads the header
  const std::vector<std::string>& header() const { return header_; }
  // The first column with one of these names, the earlier name first. Names are compared in lower case,
  // letters and digits only: "Bundle ID" is "bundleid".
  std::size_t column(std::initializer_list<std::string_view> names) const;
  bool next(CsvRow& out);

 private:
  bool record(CsvRow& out);
  void cell();
  bool quoted();
  void keep(std::string_view text, std::size_t begin);
  void choose_separator();

  std::string_view text_;
  OnFault fault_;
  std::size_t at_ = 0, open_quotes_ = 0;
  std::uint64_t row_ = 0;
  char separator_ = ',';
  bool quotes_ = true, cell_cut_ = false, stray_ = false;
  std::string buffer_;
  std::vector<std::size_t> ends_;
  std::vector<std::string> header_, folded_;
};

}  // namespace waarborg
