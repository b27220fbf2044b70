// Processes that did not answer, and what else ran then, from the traces that Android writes to /data/anr:
// "----- pid 1234 at 2026-10-30 09:08:07.123456789+0100 -----", then "Cmd line: com.example". They lie in a
// dump, in a bug report (FS/data/anr) and in the logs of AndroidQF. Source: the dump of signals of the
// Android runtime (signal_catcher.cc) and of native processes (debuggerd).
#include <charconv>

#include "base/text.h"
#include "formats/lines.h"
#include "readers/android_text.h"
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
    for (const std::string_view key : {"Cmd line: ", "Cmdline: ", "Subject: "})
      if (text.starts_with(key)) process(text.substr(key.size()), key[0] == 'S', line.offset);
  }

  std::size_t count() const { return count_; }

 private:
  void process(std::string_view name, bool subject, std::uint64_t offset) {
    ++count_;
    // "Subject: Input dispatching timed out (com.example/com.example.Main, …": why the traces were written.
    if (subject) {
      const auto opens = name.find('(');
      const auto app = opens == std::string_view::npos ? opens : name.find_first_of("/ ,)", opens);
      const auto package = opens == std::string_view::npos || app == std::string_view::npos
                               ? std::string_view()
                               : name.substr(opens + 1, app - opens - 1);
      if (package.find('.') == std::string_view::npos || !is_package_name(package)) return;
      return out_.add(ProcessSeen{.app_id = {package}, .how = "did not answer"}, offset);
    }
    // A path's arguments stand behind it; names of apps have no blanks.
    add_process({.pid = pid_, .how = "running when one did not answer", .when_text = when_},
                name.substr(0, name.find(' ')), offset, out_);
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
  if (traces.count() == 0)
    out.problem(lines.size() == 0 ? Fault::truncated : Fault::unsupported, "no trace of a process is in it",
                0);
}

}  // namespace

Reader android_anr() {
  return {.about = "Processes that ran when an app of an Android phone did not answer.",
          .probe = "android.traces",
          .paths = {"data/anr/anr_*", "data/anr/traces*", "data/anr/trace_*"},
          .emits = {ProcessSeen::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
