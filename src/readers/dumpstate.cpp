#include "readers/dumpstate.h"

#include "base/text.h"
#include "base/time.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_line = 1024 * 1024;

// "------ SYSTEM PROPERTIES (getprop) ------", but not "------ 0.034s was the duration of 'SYSTEM PROPERTIES'
// ------".
std::string_view title_of(std::string_view line) {
  if (!line.starts_with("------ ") || !line.ends_with(" ------") || line.size() < 15) return {};
  const auto title = line.substr(7, line.size() - 14);
  return title.find("was the duration of") != std::string_view::npos ? std::string_view() : title;
}

// "DUMP OF SERVICE package:", in newer versions with a priority: "DUMP OF SERVICE CRITICAL package:".
std::string_view service_of(std::string_view line) {
  constexpr std::string_view start = "DUMP OF SERVICE ";
  if (!line.starts_with(start) || !line.ends_with(':')) return {};
  auto name = line.substr(start.size(), line.size() - start.size() - 1);
  for (const std::string_view priority : {"CRITICAL ", "HIGH ", "NORMAL ", "DEFAULT "})
    if (name.starts_with(priority)) name.remove_prefix(priority.size());
  return trim(name);
}

bool is_rule(std::string_view line) {
  return line.size() >= 70 && line.find_first_not_of('-') == std::string_view::npos;
}

bool says_duration(std::string_view line) {
  return line.starts_with("------") && line.find("was the duration of") != std::string_view::npos;
}

// What older versions write behind a section.
bool says_elapsed(std::string_view line) {
  return line.starts_with('[') && line.ends_with("s elapsed]");
}

class Splitter {
 public:
  Splitter(DumpSections& into, Sink& out) : into_(into), out_(out) {}

  void take(const Line& line) {
    end_ = line.offset + line.text.size();
    ended_ &= line.whole || line.text.empty();  // half a line may begin a section
    if (line.too_long) {
      if (open_) out_.problem(Fault::too_big, "a line longer than 1 MiB was skipped", line.offset);
      return;
    }
    if (line.text.starts_with("== dumpstate: ")) seen.report = true;
    if (line.text.starts_with("== dumpstate: done")) ended_ = true;
    if (begins_section(line)) return;
    const bool ends = says_duration(line.text) || is_rule(line.text);
    if (line.whole && (ends || says_elapsed(line.text))) ended_ = true;
    if (!open_) return;
    if (ends) {
      if (line.whole) return close();
      return;
    }
    if (gave_up(line.text))
      out_.problem(Fault::truncated, "Android gave up this section before its end", line.offset);
    into_.line(line);
  }

  void finish() {
    // Within a section that nobody wanted, too: those that were may have stood behind it.
    if (open_ || (seen.any && !ended_))
      out_.problem(Fault::truncated, "the file ends within a section", end_);
    close();
  }

  DumpSeen seen;

 private:
  bool begins_section(const Line& line) {
    const auto service = service_of(line.text);
    const auto title = service.empty() ? title_of(line.text) : std::string_view();
    if (service.empty() && title.empty()) return false;
    close();
    seen.any = true;
    ended_ = false;
    const auto name = service.empty() ? std::string(title) : "service " + std::string(service);
    if (!into_.wants(name)) return true;
    open_ = true;
    ++seen.wanted;
    into_.begin(name, line.offset);
    return true;
  }

  static bool gave_up(std::string_view line) {
    return line.starts_with("*** SERVICE '") || line.starts_with("Can't find service: ") ||
           line.starts_with("Failure while dumping the service") ||
           line.starts_with("Error dumping service ") || line.starts_with("Permission Denial: can't dump ");
  }

  void close() {
    if (open_) into_.end();
    open_ = false;
  }

  DumpSections& into_;
  Sink& out_;
  bool open_ = false, ended_ = true;
  std::uint64_t end_ = 0;
};

}  // namespace

DumpSeen read_dump(const File& file, DumpSections& into, Sink& out) {
  Lines lines(longest_line);
  Splitter splitter(into, out);
  const Lines::Visit take = [&](const Line& line) {
    constexpr std::string_view zone = "[persist.sys.timezone]: [";
    if (line.text.starts_with(zone) && line.text.ends_with(']') && line.text.size() < zone.size() + 64)
      into.zone_ = line.text.substr(zone.size(), line.text.size() - zone.size() - 1);
    constexpr std::string_view made = "== dumpstate: ";
    if (line.text.starts_with(made) && is_date(line.text.substr(made.size(), 10)))
      into.day_ = line.text.substr(made.size(), 10);
    splitter.take(line);
  };
  feed_lines(file, lines, take, out);
  splitter.finish();
  return splitter.seen;
}

std::string DumpSections::local_time(std::string_view written) const {
  if (written.empty()) return {};
  return std::string(written) + (zone_.empty() ? " (zone not known)" : " " + zone_);
}

bool begins_dump(Bytes head) {
  const auto text = as_text(head);
  return text.find("== dumpstate: ") != std::string_view::npos ||
         (text.starts_with("Currently running services:") &&
          text.find("\nDUMP OF SERVICE ") != std::string_view::npos) ||
         text.starts_with("DUMP OF SERVICE ");
}

bool is_log_of_dumpstate(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find("dumpstate_log") != std::string_view::npos;  // npos + 1 is 0
}

std::vector<std::string_view> report_paths() {
  return {"**/bugreport-*.txt", "**/dumpstate-*.txt", "**/dumpState_*.log", "**/bugreport.txt"};
}
std::vector<std::string_view> dumpsys_paths() {
  return {"**/dumpsys.txt"};
}

Reader reader_of_services(std::string_view about, std::string_view probe, std::vector<std::string_view> emits,
                          void (*read)(const File&, Sink&)) {
  Reader reader = {.about = about,
                   .probe = probe,
                   .paths = report_paths(),
                   .emits = std::move(emits),
                   .shape = Shape::stream,
                   .recognise = begins_dump,
                   .read = read};
  for (const auto path : dumpsys_paths()) reader.paths.push_back(path);
  return reader;
}

}  // namespace waarborg
