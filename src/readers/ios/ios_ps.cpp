// Processes that ran when a sysdiagnose was made: ps.txt, and ps_thread.txt, where the lines of a process's
// threads begin with blanks. Columns are found by the header's names; the last, COMMAND, may have blanks. ps
// of other systems writes files of the same name with another header. Source: ps(1) of Darwin.
#include <algorithm>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t most_columns = 64;

class Table {
 public:
  explicit Table(Sink& out) : out_(out) {}

  bool line(const Line& line) {
    if (trim(line.text).empty()) return true;
    const auto parts = words(line.text);
    if (columns_.empty())
      header(parts, line.whole);
    else if (line.text.front() != ' ' && line.text.front() != '\t' && !row(line, parts))  // else a thread
      strays_.one(line.offset);
    return !foreign_;
  }

  void end() {
    if (foreign_) {
      // Another system's table has its PIDs, too; what has none is no table as it should be.
      if (std::find(columns_.begin(), columns_.end(), "PID") == columns_.end())
        out_.problem(Fault::malformed, "its first line names no columns of processes", 0);
      return;
    }
    strays_.tell("line(s) are no process", out_);
    if (rows_ == 0) out_.problem(Fault::malformed, "no process is in it: no system is without one", 0);
  }

 private:
  void header(const std::vector<std::string_view>& parts, bool whole) {
    const auto has = [&](std::string_view name) {
      return std::find(parts.begin(), parts.end(), name) != parts.end();
    };
    const bool darwin = has("PID") && has("COMMAND") && (has("STARTED") || has("STIME") || has("PRSNA"));
    foreign_ = whole && (!darwin || parts.size() > most_columns);
    for (const auto part : parts) columns_.emplace_back(part);
  }

  bool row(const Line& line, const std::vector<std::string_view>& parts) {
    if (parts.size() < columns_.size()) return false;
    ProcessSeen about;
    std::string started;
    std::string_view command;
    about.pid = -1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& column = columns_[i];
      if (column == "PID") about.pid = whole_number(parts[i]);
      if (column == "PPID") about.parent = std::max<std::int64_t>(whole_number(parts[i]), 0);
      if (column == "USER") about.user = parts[i];
      if (column == "STARTED") started = "started " + std::string(parts[i]);
      if (column != "COMMAND") continue;
      const auto from = static_cast<std::size_t>(parts[i].data() - line.text.data());
      command = i + 1 == columns_.size() ? trim(line.text.substr(from)) : parts[i];
    }
    if (about.pid < 0 || command.empty()) return false;
    about.how = "running";
    about.when_text = started;
    ++rows_;
    for (const auto program : programs_of(command)) {
      add(about, program, command, line.offset);
      about.reason = "another reading of its command line, which has blanks";
    }
    return true;
  }

  void add(ProcessSeen about, std::string_view program, std::string_view command, std::uint64_t offset) {
    // What ended and was not waited for stands in parentheses.
    if (program.size() > 2 && program.starts_with('(') && program.ends_with(')'))
      program = program.substr(1, program.size() - 2);
    const auto named = process_of(program);
    about.name = named.name, about.cut = named.cut, about.path = named.path;
    if (command != program) about.command = command;
    add_bounded(about, offset, out_);
  }

  Sink& out_;
  Strays strays_;
  std::vector<std::string> columns_;
  std::size_t rows_ = 0;
  bool foreign_ = false;
};

void read(const File& file, Sink& out) {
  Table table(out);
  each_stream_line(file, out, [&](const Line& line) { return table.line(line); });
  table.end();
}

}  // namespace

Reader ios_ps() {
  return {.about = "Processes that ran when a sysdiagnose was made.",
          .probe = "ios.processes",
          .paths = {"**/ps.txt", "**/ps_thread.txt"},
          .emits = {ProcessSeen::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
