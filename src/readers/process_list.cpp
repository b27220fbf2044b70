#include "readers/process_list.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "readers/android_text.h"

namespace waarborg {
namespace {

constexpr std::size_t kept_by_linux = 15, most_columns = 64;

std::int64_t number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

bool is_name_column(std::string_view column) {
  return column == "NAME" || column == "CMD" || column == "COMMAND" || column == "COMM" ||
         column == "CMDLINE" || column == "ARGS";
}

}  // namespace

bool ProcessList::line(std::string_view line, std::uint64_t offset) {
  auto parts = words(line);
  if (parts.empty()) return true;
  const bool header = std::find(parts.begin(), parts.end(), "PID") != parts.end() &&
                      std::any_of(parts.begin(), parts.end(), is_name_column);
  if (header) {
    columns_.clear();
    // top writes its sorted column in brackets, which swallow blanks: "NI[%CPU]S".
    for (const auto part : parts) {
      std::string text(part);
      std::replace(text.begin(), text.end(), '[', ' ');
      std::replace(text.begin(), text.end(), ']', ' ');
      for (const auto piece : words(text)) columns_.emplace_back(piece);
    }
    if (columns_.size() > most_columns) columns_.clear();
    return true;
  }
  if (columns_.empty() || parts.size() < columns_.size()) {
    // "ps" of toolbox has a state without a name in its header, never fewer parts than names.
    return false;
  }
  // Old ps names no column for the state, which stands before the name.
  const bool nameless_state =
      parts.size() == columns_.size() + 1 && columns_.back() == "NAME" && parts[parts.size() - 2].size() == 1;
  ProcessSeen out;
  std::string_view name, thread;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& column = columns_[i];
    auto value = parts[i];
    if (i + 1 == columns_.size()) {
      if (nameless_state) value = parts.back();
      // The last column may have blanks: an argument list, or a name that has them.
      const auto from = static_cast<std::size_t>(value.data() - line.data());
      if (is_name_column(column)) out.command = trim(line.substr(from));
    }
    if (column == "PID") out.pid = number_of(value);
    if (column == "TID") thread = value;
    if (column == "PPID") out.parent = number_of(value);
    if (column == "USER") out.user = value;
    if (column == "LABEL") out.label = value;
    // CMD is what Linux keeps of a name; where NAME stands too, that is all of it.
    if (is_name_column(column))
      name = column == "NAME" || column == "CMDLINE" || column == "ARGS" || name.empty() ? value : name;
  }
  if (out.pid == 0 || name.empty()) return false;
  ++rows_;
  if (!thread.empty() && number_of(thread) != out.pid)
    return true;  // a thread of a process that has its own row
  add_process(out, name, offset, out_);
  return true;
}

void add_process(ProcessSeen what, std::string_view name, std::uint64_t offset, Sink& out) {
  bool cut = false;
  name = bounded(name, cut);
  // [kworker/0:1] is a thread of the kernel; a program has a path or a name.
  if (name.size() > 2 && name.front() == '[' && name.back() == ']')
    name = name.substr(1, name.size() - 2);
  else if (name.starts_with('/'))
    name = name.substr(name.rfind('/') + 1);
  if (name.empty()) return;
  what.name = {name};
  if (name.size() == kept_by_linux) what.cut = {name};
  what.app_id = {app_of_process(name)};
  what.command = what.command == name ? std::string_view() : bounded(what.command, cut);
  what.user = bounded(what.user, cut);
  what.label = bounded(what.label, cut);
  out.add(what, offset);
  if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
}

}  // namespace waarborg
