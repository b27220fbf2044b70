// Processes that ran while a sysdiagnose looked at all of them (spindump-nosymbols.txt): a block each, from
// "Process: name [pid]" on, with the program's path, its parent and the files that were loaded into it.
// Behind the text stands a binary part, which says the same.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t most_files = 200'000;

class Spindump {
 public:
  explicit Spindump(Sink& out) : out_(out) {}

  bool line(const Line& line) {
    const auto text = trim(line.text);
    if (text == "Spindump binary format") return false;
    if (images_ && (text.starts_with("0x") || text.starts_with("*0x"))) {
      image(text, line.offset);
      return true;
    }
    images_ = text.starts_with("Binary Images:");
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return true;
    const auto key = text.substr(0, colon), value = trim(text.substr(colon + 1));
    if (key == "Date/Time" && !known(when_)) when_ = report_time(value);
    if (key == "Process") begin(value, line.offset);
    if (name_.empty()) return true;
    if (key == "Path" && value.starts_with('/')) path_ = value;
    if (key == "Parent" || key == "Parent Process") number_in(value, parent_);
    if (key == "UID") user_ = value;
    return true;
  }

  void end() {
    tell();
    strays_.tell("process(es) or loaded file(s) cannot be read", out_);
  }

 private:
  // "name [77]", "name (com.example.name) [77]": what stands before the number, and the number.
  static std::string_view number_in(std::string_view value, std::int64_t& number) {
    const auto open = value.rfind('['), close = value.rfind(']');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
    number = whole_number(value.substr(open + 1, close - open - 1));
    return number < 0 ? std::string_view() : trim(value.substr(0, open));
  }

  void begin(std::string_view value, std::uint64_t offset) {
    tell();
    auto name = number_in(value, pid_);
    if (const auto bundle = name.find(" ("); bundle != std::string_view::npos) name = name.substr(0, bundle);
    if (name.empty()) return strays_.one(offset);
    name_ = name;
    offset_ = offset;
  }

  void tell() {
    if (name_.empty()) return;
    auto seen = process_of(name_);
    if (!path_.empty()) seen.path = {path_};
    seen.pid = pid_;
    seen.parent = std::max<std::int64_t>(parent_, 0);
    seen.user = user_;
    seen.how = "running";
    seen.when = when_;
    add_bounded(seen, offset_, out_);
    name_.clear(), path_.clear(), user_.clear();
    parent_ = 0;
  }

  void image(std::string_view text, std::uint64_t offset) {
    const auto slash = text.find(" /");
    if (slash == std::string_view::npos) return;  // of the kernel, or unnamed
    const auto path = text.substr(slash + 1);
    if (files_.size() == most_files) return strays_.one(offset);
    if (files_.emplace(path).second) add_bounded(PathSeen{.path = {path}, .what = "file"}, offset, out_);
  }

  Sink& out_;
  Strays strays_;
  std::set<std::string, std::less<>> files_;
  std::string name_, path_, user_;
  std::int64_t pid_ = 0, parent_ = 0;
  std::uint64_t offset_ = 0;
  Time when_{};
  bool images_ = false;
};

void read(const File& file, Sink& out) {
  Spindump spindump(out);
  each_stream_line(file, out, [&](const Line& line) { return spindump.line(line); });
  spindump.end();
}

}  // namespace

Reader ios_spindump() {
  return {.about = "Processes and loaded files while a sysdiagnose looked at all of them.",
          .probe = "ios.processes",
          .paths = {"**/spindump-nosymbols.txt"},
          .emits = {ProcessSeen::kind, PathSeen::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg
