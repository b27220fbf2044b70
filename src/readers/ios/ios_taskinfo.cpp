// Tasks of the kernel when a sysdiagnose was made (taskinfo.txt): blocks that begin with
//   process: "name" [pid] …
// It shows processes that a ps of user space may be kept from showing.
#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

bool block(const Line& line, Sink& out) {
  const auto text = trim(line.text);
  const auto open = text.find('"'), close = text.rfind("\" [");
  if (open == std::string_view::npos || close == std::string_view::npos || close <= open + 1) return false;
  const auto rest = text.substr(close + 3);
  const auto pid = whole_number(rest.substr(0, rest.find(']')));
  if (pid < 0) return false;
  auto seen = process_of(text.substr(open + 1, close - open - 1));
  seen.pid = pid;
  seen.how = "running";
  add_bounded(seen, line.offset, out);
  return true;
}

void read(const File& file, Sink& out) {
  Strays strays;
  std::size_t rows = 0;
  each_stream_line(file, out, [&](const Line& line) {
    if (!trim(line.text).starts_with("process:")) return true;
    if (block(line, out))
      ++rows;
    else
      strays.one(line.offset);
    return true;
  });
  strays.tell("line(s) are no process", out);
  if (rows == 0) out.problem(Fault::malformed, "no process is in it: no system is without one", 0);
}

}  // namespace

Reader ios_taskinfo() {
  return {.about = "Tasks of the kernel when a sysdiagnose was made.",
          .probe = "ios.processes",
          .paths = {"**/taskinfo.txt"},
          .emits = {ProcessSeen::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
