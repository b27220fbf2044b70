// Processes that wrote to the system's log, as iOS counts them while it writes the log
// (logdata.statistics.N.jsonl, in older versions .txt): they reach back for weeks, and need none of the log
// itself. One observation a program, at its first record, with how many records name it and until when.
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 32;
constexpr std::size_t most_programs = 200'000;

class Statistics {
 public:
  explicit Statistics(Sink& out) : out_(out) {}

  void json(const Line& line) {
    if (trim(line.text).empty()) return;
    const auto record = JsonDocument::parse(line.text, depth);
    if (!record) return strays_.one(line.offset);
    const auto root = record->root();
    const auto when = from_seconds(root["unixTime"].number());
    root["processList"].each([&](Json process) { add(process["process"].text(), when, line.offset); });
  }

  //   --- !logd statistics record / time  : 2026-05-24 07:01:15+0000 / - [ 1234, 5.6, /usr/libexec/program ]
  void text(const Line& line) {
    const auto text = trim(line.text);
    if (text.starts_with("---")) when_ = {};
    if (text.starts_with("time") && text.find(':') != std::string_view::npos)
      when_ = parse_time(trim(text.substr(text.find(':') + 1))).value_or(Time{});
    if (!text.starts_with("- [")) return;
    const auto first = text.find(','),
               second = first == std::string_view::npos ? first : text.find(',', first + 1);
    if (second == std::string_view::npos || !text.ends_with(']')) return strays_.one(line.offset);
    add(trim(text.substr(second + 1, text.size() - second - 2)), when_, line.offset);
  }

  void end() {
    for (const auto& [program, seen] : programs_) {
      auto told = process_of(program);
      const auto reason = std::to_string(seen.records) + " record(s)" +
                          (known(seen.last) ? ", the last at " + to_text(seen.last) : std::string());
      told.how = "wrote to the system's log";
      told.when = seen.first;
      told.reason = reason;
      add_bounded(told, seen.offset, out_);
    }
    strays_.tell("record(s) cannot be read", out_);
  }

 private:
  struct Seen {
    std::uint64_t offset = 0, records = 0;
    Time first{}, last{};
  };

  void add(std::string_view program, Time when, std::uint64_t offset) {
    if (program.empty()) return strays_.one(offset);
    auto at = programs_.find(program);
    if (at == programs_.end()) {
      if (programs_.size() == most_programs) {
        if (!full_) out_.problem(Fault::too_big, "more programs than are kept", offset);
        full_ = true;
        return;
      }
      at = programs_.emplace(program, Seen{.offset = offset}).first;
    }
    auto& seen = at->second;
    ++seen.records;
    if (!known(when)) return;
    if (!known(seen.first) || when < seen.first) seen.first = when;
    if (when > seen.last) seen.last = when;
  }

  Sink& out_;
  Strays strays_;
  std::map<std::string, Seen, std::less<>> programs_;
  Time when_{};
  bool full_ = false;
};

void read(const File& file, Sink& out) {
  Statistics statistics(out);
  const bool json = file.path.ends_with(".jsonl");
  each_stream_line(file, out, [&](const Line& line) {
    json ? statistics.json(line) : statistics.text(line);
    return true;
  });
  statistics.end();
}

}  // namespace

Reader ios_log_statistics() {
  return {.about = "Processes that wrote to the log of an iOS device.",
          .probe = "ios.log-statistics",
          .paths = device_paths(
              {"db/diagnostics/logdata.statistics.*.jsonl", "db/diagnostics/logdata.statistics.*.txt"},
              {"**/system_logs.logarchive/Extra/logdata.statistics.*.jsonl",
               "**/system_logs.logarchive/Extra/logdata.statistics.*.txt"}),
          .emits = {ProcessSeen::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
