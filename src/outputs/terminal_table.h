// A table on a terminal: a header, then rows, none wider than the terminal. Widths come from the first rows;
// a wider cell that comes later is shortened in its middle, so nothing but those first rows is held in
// memory.
#pragma once
#include <string>
#include <vector>

#include "outputs/pieces.h"

namespace waarborg {

// Colours of one terminal, or none.
class Ink {
 public:
  explicit Ink(bool on) : on_(on) {}
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string faint(std::string_view text) const { return wrap("2", text); }
  // By what a cell of `column` says: red for confirmed and unreadable, yellow for probable and partial, ...
  std::string by_value(std::string_view column, std::string_view value, std::string_view text) const;

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
  bool on_;
};

class TerminalTable {
 public:
  TerminalTable(const View& what, const ReportOptions& options, Pieces& out);
  void add(const Row& row);
  void finish();  // a table without rows writes nothing
  std::uint64_t rows() const { return rows_; }

 private:
  void layout();
  void header();
  void print(const std::vector<std::string>& cells);
  static constexpr std::size_t sample = 200;

  const View& what_;
  const ReportOptions& options_;
  Pieces& out_;
  Ink ink_;
  std::vector<std::size_t> columns_, widths_;
  std::vector<std::vector<std::string>> first_;  // raw text of the first rows, until the widths are known
  bool ready_ = false;
  std::uint64_t rows_ = 0;
};

}  // namespace waarborg
