// The log of an Android phone as logcat prints it: logcat.txt and logcat_old.txt of AndroidQF, and the
// sections of a bug report that hold it (SYSTEM LOG, EVENT LOG, RADIO LOG, LAST LOGCAT, ...). A log leaves
// out the year and the zone: the year is that of the report, or of acquisition.json beside it, the zone that
// of the phone's properties; what is not known is said. A log holds hours or days, so that something is not
// in it says little.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "readers/dumpstate.h"
#include "readers/logcat_facts.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_line = 256 * 1024, longest_head = 64 * 1024;
constexpr std::uint64_t most_beside = 4u << 20;
enum Want { properties, acquisition };

class Logs : public DumpSections {
 public:
  explicit Logs(Sink& out) : facts_(out) {}
  bool wants(std::string_view section) const override {
    const auto title = lower(section);
    return title.find("logcat") != std::string::npos && title.find(" -s)") == std::string::npos;
  }
  void begin(std::string_view, std::uint64_t) override { facts_.end_of_section(); }
  void line(const Line& line) override {
    if (line.text.starts_with("[") && line.text.ends_with("elapsed]")) return;  // an older dumpstate's own
    auto one = line;
    one.whole = true;  // that the file ends here is told of the report
    facts_.line(one);
  }
  void end() override {}
  void finish() { facts_.end(zone(), day()); }

 private:
  LogFacts facts_;
};

std::string text_beside(const File& file, std::size_t want) {
  const auto* source = file.wanted(want);
  if (source == nullptr) return {};
  const auto bytes = read_whole(*source, most_beside);
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

// What says the zone and the day beside the log; that they cannot be read is told by their own readers.
std::string zone_beside(const File& file) {
  const auto text = text_beside(file, properties);
  constexpr std::string_view key = "[persist.sys.timezone]: [";
  const auto at = text.find(key);
  const auto end = at == std::string::npos ? at : text.find(']', at + key.size());
  if (end == std::string::npos || end - at - key.size() > 64) return {};
  return text.substr(at + key.size(), end - at - key.size());
}

std::string day_beside(const File& file) {
  const auto document = JsonDocument::parse(text_beside(file, acquisition), 16);
  return document ? std::string(document->root()["started"].text().substr(0, 10)) : std::string();
}

void read_log(const File& file, std::string_view name, Sink& out) {
  LogFacts facts(out);
  Lines lines(longest_line);
  const Lines::Visit take = [&](const Line& line) { facts.line(line); };
  feed_lines(file, lines, take, out);
  facts.end(zone_beside(file), day_beside(file));
  if (facts.entries() != 0) return;
  // Most phones keep no log of before they were started: logcat says so in a line or two.
  if (name == "logcat_old.txt" && lines.size() < 4096) return;
  out.problem(lines.size() == 0 ? Fault::truncated : Fault::unsupported,
              lines.size() == 0 ? "nothing in it" : "no entry of a log of Android is in it", 0);
}

// What was read to see what the file is comes first, then the rest.
class Replayed : public Stream {
 public:
  explicit Replayed(Stream& rest) : rest_(rest) {
    while (head_.size() < longest_head) {
      auto piece = rest_.next();
      if (!piece) error_ = piece.error();
      if (!piece || piece->empty()) return;
      head_.insert(head_.end(), piece->begin(), piece->end());
    }
  }
  Bytes head() const { return head_; }
  Result<Bytes> next() override {
    if (!std::exchange(begun_, true) && !head_.empty()) return Bytes(head_);
    if (error_) return pass(*error_);
    return rest_.next();
  }

 private:
  Stream& rest_;
  Blob head_;
  std::optional<Error> error_;
  bool begun_ = false;
};

bool is_report(std::string_view name, Bytes head) {
  if (as_text(head).find("== dumpstate: ") != std::string_view::npos) return true;
  const auto reports = report_paths();
  return std::any_of(reports.begin(), reports.end(),
                     [&](std::string_view pattern) { return glob(pattern.substr(3), name); });
}

void read(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  const auto name = std::string_view(file.path).substr(file.path.rfind('/') + 1);  // npos + 1 is 0
  Replayed stream(*file.stream);
  auto again = file;
  again.stream = &stream;
  if (!is_report(name, stream.head())) return read_log(again, name, out);
  Logs logs(out);
  if (!read_dump(again, logs, out).any)
    out.problem(Fault::unsupported, "no section of a bug report is in it", 0);
  logs.finish();
}

bool recognise(Bytes head) {
  const auto text = as_text(head);
  if (text.find("== dumpstate: ") != std::string_view::npos) return true;
  if (text.starts_with("--------- beginning of ")) return true;
  LogEntry entry;
  return read_log_entry(text.substr(0, text.find('\n')), entry) && !entry.date.empty() && !entry.tag.empty();
}

}  // namespace

Reader android_logcat() {
  Reader reader = {
      .about = "Processes, apps, files and links that the log of an Android phone names.",
      .probe = "android.log",
      .paths = {"logcat.txt", "logcat_old.txt"},
      .wants = {"./getprop.txt", "./acquisition.json"},
      .emits = {ProcessSeen::kind, Program::kind, FileSeen::kind, LinkMentioned::kind, AppMentioned::kind},
      .shape = Shape::stream,
      .recognise = recognise,
      .read = read};
  for (const auto path : report_paths()) reader.paths.push_back(path);
  return reader;
}

}  // namespace waarborg
