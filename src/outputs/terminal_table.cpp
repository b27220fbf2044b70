#include "outputs/terminal_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "outputs/fit.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

// A cell of megabytes is cut before it is kept or measured: no terminal is that wide, and the middle goes
// anyway.
constexpr std::size_t kept = 2048;

std::string cut(const std::string& text) {
  if (text.size() <= 2 * kept) return text;
  return text.substr(0, kept) + "…" + text.substr(text.size() - kept);
}

// Of a time the seconds: what is smaller stands in the other formats, and the rows are in its order.
constexpr std::string_view time_column = "time";
std::string to_seconds(std::string_view time) {
  constexpr std::size_t date = 10, whole = 19;  // 2026-10-30T09:08:07
  if (time.size() <= whole || time[date] != 'T' || !time.ends_with('Z')) return std::string(time);
  return std::string(time.substr(0, date)) + " " + std::string(time.substr(date + 1, whole - date - 1)) + "Z";
}

std::string shown_text(const ReportOptions& options, std::string_view column, std::string_view text) {
  if (column == time_column) return printable(to_seconds(text));
  return printable(in_words(options.language, column, text));
}

}  // namespace

std::string Ink::wrap(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  std::string out = "\x1b[";
  return out.append(code).append("m").append(text).append("\x1b[0m");
}

std::string Ink::by_value(std::string_view column, std::string_view value, std::string_view text) const {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> codes = {
      {{"confirmed", "1;31"},
       {"unreadable", "31"},
       {"missed", "31"},
       {"unsupported-version", "31"},
       {"probable", "33"},
       {"partial", "33"},
       {"new", "33"},
       {"lead", "36"},
       {"complete", "32"},
       {"gone", "32"},
       {"absent", "2"},
       {"empty", "2"}}};
  if (column != "confidence" && column != "status" && column != "canary" && column != "change")
    return std::string(text);
  const auto at = std::find_if(codes.begin(), codes.end(), [&](const auto& c) { return c.first == value; });
  return at == codes.end() ? std::string(text) : wrap(at->second, text);
}

TerminalTable::TerminalTable(const View& what, const ReportOptions& options, Pieces& out)
    : what_(what),
      options_(options),
      out_(out),
      ink_(options.colour),
      columns_(columns_shown(what, options, true)) {}

void TerminalTable::add(const Row& row) {
  ++rows_;
  std::vector<std::string> cells;
  for (const auto i : columns_) cells.push_back(cut(row[i].text));
  if (ready_) return print(cells);
  first_.push_back(std::move(cells));
  if (first_.size() == sample) layout();
}

void TerminalTable::finish() {
  if (!ready_ && rows_ != 0) layout();
}

// Widths are chosen once. A table whose columns move half way down cannot be read.
void TerminalTable::layout() {
  ready_ = true;
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto name = what_.columns[columns_[i]].name;
    auto width = columns_of(message(options_.language, "column." + std::string(name)));
    for (const auto& cells : first_)
      width = std::max(width, columns_of(shown_text(options_, name, cells[i])));
    wanted.push_back(width);
  }
  const bool dated = !columns_.empty() && what_.columns[columns_[0]].name == time_column;
  widths_ = share(std::move(wanted), options_.columns, 4, dated ? 1 : 0);
  header();
  for (const auto& cells : first_) print(cells);
  first_.clear();
}

void TerminalTable::header() {
  std::string line;
  for (std::size_t i = 0; i < widths_.size(); ++i) {
    const auto name = message(options_.language, "column." + std::string(what_.columns[columns_[i]].name));
    if (i != 0) line += "  ";
    line += i + 1 == widths_.size() ? fit(name, widths_[i]) : fit_pad(name, widths_[i]);
  }
  out_.add(ink_.bold(line)).add("\n");
}

// Escapes are written here and nowhere else; what stands between them has been through printable().
void TerminalTable::print(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < widths_.size(); ++i) {
    const auto name = what_.columns[columns_[i]].name;
    if (i != 0) line += "  ";
    // The padding stays outside the colour: trailing blanks are cut below.
    const auto text = fit(shown_text(options_, name, cells[i]), widths_[i]);
    line += ink_.by_value(name, cells[i], text);
    line.append(widths_[i] - std::min(widths_[i], columns_of(text)), ' ');
  }
  line.resize(line.find_last_not_of(' ') + 1);
  out_.add(line).add("\n");
}

}  // namespace waarborg
