#include "formats/csv.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : lower(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

}  // namespace

Csv::Csv(std::string_view text, OnFault fault) : text_(text), fault_(std::move(fault)) {
  choose_separator();
  CsvRow row;
  do {
    if (!record(row)) {
      fault_(Fault::truncated, "nothing in it, not even a header", 0);
      return;
    }
  } while (row.cells.size() == 1 && trim(row.cells[0]).empty());
  for (const auto cell : row.cells) {
    header_.emplace_back(trim(cell));
    auto name = folded(cell);
    if (!name.empty() && std::find(folded_.begin(), folded_.end(), name) != folded_.end())
      fault_(Fault::malformed,
             "a column stands twice in the header; its first was read: " + shorten(header_.back(), 60), row_);
    folded_.push_back(std::move(name));
  }
}

void Csv::choose_separator() {
  std::string_view line;
  bool whole = true;
  std::size_t next = 0;
  // Lines before the header count as rows: the numbers are those that a spreadsheet shows.
  while (next_line(text_, next, line, whole) &&
         (line.empty() || line.starts_with("#TYPE ") || line.starts_with("sep="))) {
    ++row_;
    at_ = next;
    if (line.starts_with("sep=") && line.size() == 5) {
      separator_ = line[4];
      return;
    }
  }
  std::size_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    std::size_t count = 0;
    bool inside = false;
    for (const char c : line.substr(0, longest_cell)) {
      inside ^= c == '"';
      count += c == candidate && !inside;
    }
    if (count > most) separator_ = candidate, most = count;
  }
}

std::size_t Csv::column(std::initializer_list<std::string_view> names) const {
  for (const auto name : names)
    if (const auto at = std::find(folded_.begin(), folded_.end(), name); at != folded_.end())
      return static_cast<std::size_t>(at - folded_.begin());
  return no_column;
}

bool Csv::next(CsvRow& out) {
  while (record(out)) {
    if (out.cells.size() == 1 && trim(out.cells[0]).empty()) continue;  // an empty line
    const auto same = [](std::string_view cell, const std::string& name) { return trim(cell) == name; };
    if (std::equal(out.cells.begin(), out.cells.end(), header_.begin(), header_.end(), same)) {
      fault_(Fault::malformed, "the header stands here again: more than one export in this file", out.row);
      continue;
    }
    if (out.cells.size() != header_.size())
      fault_(Fault::malformed,
             "a row of " + std::to_string(out.cells.size()) + " cells under a header of " +
                 std::to_string(header_.size()) + "; it was read by position",
             out.row);
    return true;
  }
  return false;
}

bool Csv::record(CsvRow& out) {
  if (at_ >= text_.size()) return false;
  out.row = ++row_;
  buffer_.clear(), ends_.clear();
  cell_cut_ = stray_ = false;
  bool too_many = false;
  for (;;) {
    const auto begin = buffer_.size();
    cell();
    if (ends_.size() < most_columns) {
      ends_.push_back(buffer_.size());
    } else {
      buffer_.resize(begin);
      too_many = true;
    }
    if (at_ == text_.size()) {
      fault_(Fault::truncated, "the last row has no end", row_);
      break;
    }
    if (text_[at_++] == '\n') break;
  }
  if (cell_cut_) fault_(Fault::too_big, "a cell longer than 256 KiB was cut", row_);
  if (stray_) fault_(Fault::malformed, "a quote where none may stand; it was taken as it is", row_);
  if (too_many) fault_(Fault::too_big, "cells beyond the first 1024 were left out", row_);
  out.cells.clear();
  std::size_t begin = 0;
  for (const auto end : ends_) {
    out.cells.push_back(std::string_view(buffer_).substr(begin, end - begin));
    begin = end;
  }
  return true;
}

void Csv::keep(std::string_view text, std::size_t begin) {
  const auto room = longest_cell - (buffer_.size() - begin);
  cell_cut_ |= text.size() > room;
  buffer_ += text.substr(0, room);
}

// Up to the separator, the end of the line or of the text, which stays.
void Csv::cell() {
  const auto begin = buffer_.size();
  const bool was_quoted = quotes_ && at_ < text_.size() && text_[at_] == '"' && quoted();
  auto end = at_;
  while (end < text_.size() && text_[end] != separator_ && text_[end] != '\n') ++end;
  auto rest = text_.substr(at_, end - at_);
  if (end < text_.size() && text_[end] == '\n' && rest.ends_with('\r')) rest.remove_suffix(1);
  stray_ |= quotes_ && (was_quoted ? !rest.empty() : rest.find('"') != std::string_view::npos);
  keep(rest, begin);
  at_ = end;
}

// A quote that nobody closes would swallow all the rows behind it: then it is no quote, but a character.
bool Csv::quoted() {
  const auto begin = buffer_.size(), from = at_;
  for (++at_;;) {
    const auto window = text_.substr(at_, longest_cell - std::min(longest_cell, at_ - from) + 1);
    const auto quote = window.find('"');
    if (quote == std::string_view::npos) {
      const bool at_end = at_ + window.size() == text_.size();
      fault_(at_end ? Fault::truncated : Fault::malformed,
             "a quote that is not closed; what follows was read as rows", row_);
      if (++open_quotes_ == most_open_quotes) {
        quotes_ = false;
        fault_(Fault::malformed, "100 quotes that are not closed; from here on they are no quotes", row_);
      }
      buffer_.resize(begin);
      at_ = from;
      return false;
    }
    keep(window.substr(0, quote), begin);
    at_ += quote + 1;
    if (at_ == text_.size() || text_[at_] != '"') return true;
    keep("\"", begin);
    ++at_;
  }
}

}  // namespace waarborg
