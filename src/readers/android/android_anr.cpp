// Processes that did not answer, and what else ran then, from the traces that Android writes to /data/anr:
// "----- pid 1234 at 2026-10-30 09:08:07.123456789+0100 -----", then "Cmd line: com.example". They lie in a
// dump, in a bug report (FS/data/anr) and in the logs of AndroidQF. Source: the dump of signals of the
// Android runtime (signal_catcher.cc) and of native processes (debuggerd).
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "formats/lines.h"
#include "readers/android_text.h"
#include "readers/app_names.h"
#include "readers/process_list.h"
#include "readers/reader.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_line = 64 * 1024;

class Traces {
 public:
  explicit Traces(Sink& out) : out_(out) {}

  void line(const Line& line) {
    if (!line.whole) out_.problem(Fault::truncated, "the last line has no end", line.offset);
    const auto text = trim(line.text);
    if (text.starts_with("----- pid ")) {
      const auto digits = leading_digits(text.substr(10)).substr(0, 9);
      pid_ = 0;
      std::from_chars(digits.data(), digits.data() + digits.size(), pid_);
      when_ = between(text, " at ", " -----").substr(0, 48);
      return;
    }
    if (text.starts_with("----- end ")) {
      pid_ = 0;
      when_.clear();
      return;
    }
    if (text.starts_with("Subject:")) return subject(text.substr(8), line.offset);
    for (const std::string_view key : {"Cmd line:", "Cmdline:"})
      if (text.starts_with(key)) process(trim(text.substr(key.size())), line.offset);
    // Above the traces in the dropbox of the system: "Package: com.example v12 (1.0)".
    for (const std::string_view key : {"Process: ", "Package: "})
      if (text.starts_with(key)) reported(trim(text.substr(key.size())), line.offset);
  }

  std::size_t count() const { return count_; }

 private:
  // "Subject: Input dispatching timed out (com.example/com.example.Main, …", "executing service
  // com.example/.S", "Broadcast of Intent { … cmp=com.example/.R }", "ProcessRecord{1a2b
  // 1234:com.example/u0a12}": why the traces were written. Apps are named by their components.
  void subject(std::string_view text, std::uint64_t offset) {
    ++count_;
    add_mentioned_apps(text, {.where = "traces"}, offset, out_);
    constexpr std::string_view between_words = " \t(){}[],;=<>\"'";
    std::string_view last;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find_first_of(between_words, at), text.size());
      auto word = text.substr(at, end - at);
      at = end + 1;
      if (const auto pid = leading_digits(word); !pid.empty() && word.substr(pid.size()).starts_with(':'))
        word.remove_prefix(pid.size() + 1);
      // A process of an app may stand there with what is behind ':'.
      const auto app = app_of_process(word.substr(0, std::min(word.find('/'), word.size())));
      if (word.find('/') == std::string_view::npos || app.empty() || app == last) continue;
      last = app;
      out_.add(ProcessSeen{.app_id = {app}, .how = "did not answer"}, offset);
    }
  }

  void reported(std::string_view line, std::uint64_t offset) {
    ++count_;
    add_process({.how = "crashed or did not answer"}, line.substr(0, line.find(' ')), offset, out_);
  }

  void process(std::string_view line, std::uint64_t offset) {
    ++count_;
    // Arguments stand behind a blank, or behind what ends each in the memory of a process. Names of apps have
    // neither.
    add_process({.pid = pid_, .how = "running when one did not answer", .when_text = when_},
                line.substr(0, std::min(line.find(' '), line.find('\0'))), offset, out_);
  }

  Sink& out_;
  std::int64_t pid_ = 0;
  std::string when_;
  std::size_t count_ = 0;
};

void read(const File& file, Sink& out) {
  Traces traces(out);
  Lines lines(longest_line);
  const Lines::Visit take = [&](const Line& line) { traces.line(line); };
  feed_lines(file, lines, take, out);
  // In the dropbox are other things, too.
  if (traces.count() == 0 && file.path.find("/dropbox/") == std::string::npos)
    out.problem(lines.size() == 0 ? Fault::truncated : Fault::unsupported, "no trace of a process is in it",
                0);
}

}  // namespace

Reader android_anr() {
  return {.about = "Processes that ran when an app of an Android phone did not answer.",
          .probe = "android.traces",
          .paths = {"data/anr/anr_*", "data/anr/traces*", "data/anr/trace_*", "data/system/dropbox/*.txt"},
          .emits = {ProcessSeen::kind, AppMentioned::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
