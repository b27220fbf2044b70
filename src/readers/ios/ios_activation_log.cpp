// The builds that a device ran and was upgraded to, and which processes asked for its certificate, from the
// log of activation (mobileactivationd.log and its older ones):
//   Fri Jan  9 11:45:41 2026 [198] <notice> (0x16b48f000) MA: main: build_version: 23C55
//   ... MA: perform_data_migration: Upgrade from 23B85 to 23C55 detected.
//   ... Client certification requested by accessoryd.
// Times are the device's, without a zone. Lines as parsers of sysdiagnoses quote them,
// https://github.com/EC-DIGIT-CSIRC/sysdiagnose (seen 2026-11).
#include <algorithm>
#include <set>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t most_told = 100'000;
constexpr std::string_view quotes = "\"'`<";

// "Fri Jan  9 11:45:41 2026" in front of " [198]", in any order; "" when the line begins otherwise.
std::string_view time_in(std::string_view line) {
  const auto end = line.find(" [");
  if (end == std::string_view::npos || end < 20 || end > 32) return {};
  const auto time = line.substr(0, end), clock = time.substr(0, time.find(':'));
  const bool year = std::ranges::any_of(
      words(time), [](auto word) { return word.size() == 4 && leading_digits(word).size() == 4; });
  return clock.size() == time.size() || !year ? std::string_view() : time;
}

// The word behind `words`, without quotes, the sign that ends a sentence, and a number in brackets.
std::string_view word_behind(std::string_view line, std::string_view words) {
  const auto at = line.find(words);
  if (at == line.npos) return {};
  auto rest = trim(line.substr(at + words.size()));
  while (!rest.empty() && quotes.find(rest.front()) != quotes.npos) rest.remove_prefix(1);
  auto word = rest.substr(0, rest.find_first_of(" \t,;[(<\"'`"));
  while (word.ends_with('.') || word.ends_with(':')) word.remove_suffix(1);
  return word;
}

class Log {
 public:
  Log(std::string zone, Sink& out) : zone_(std::move(zone)), out_(out) {}

  void line(const Line& line) {
    const auto when = time_in(line.text);
    const auto written = local_time(when, zone_);
    process(line, written);
    if (when.empty()) return;
    dated_ = true;
    if (const auto build = word_behind(line.text, "build_version:"); !build.empty())
      property("os-build", std::string(build), written, line.offset);
    if (const auto at = line.text.find("Upgrade from "); at != line.text.npos) {
      auto what = line.text.substr(at + 8);
      if (const auto end = what.find(" detected"); end != what.npos) what = what.substr(0, end);
      property("os-upgrade", std::string(what), written, line.offset);
    }
  }

  void end() {
    if (!dated_) out_.problem(Fault::malformed, "no line of a log is in it", 0);
    if (told_.size() == most_told) out_.problem(Fault::too_big, "it names more than is kept", 0);
  }

 private:
  // Also in a line without a time: a log that was cut begins so.
  void process(const Line& line, const std::string& written) {
    const auto name = word_behind(line.text, "certification requested by ");
    if (name.empty() || !first(std::string(name))) return;
    auto seen = process_of(name);
    seen.how = "asked for the certificate of the device";
    seen.when_text = written;
    add_bounded(seen, line.offset, out_);
  }

  bool first(std::string what) { return told_.size() < most_told && told_.insert(std::move(what)).second; }

  void property(std::string_view name, const std::string& value, std::string_view when, std::uint64_t at) {
    if (!first(std::string(name) + ' ' + value)) return;
    const auto whole = value + " at " + std::string(when);
    add_bounded(SystemProperty{.name = {name}, .value = whole}, at, out_);
  }

  std::string zone_;
  Sink& out_;
  std::set<std::string> told_;
  bool dated_ = false;
};

}  // namespace

Reader ios_activation_log() {
  return {.about = "Builds of iOS that a device ran, and processes that asked for its certificate.",
          .probe = "ios.activation-log",
          .paths = device_paths({"mobile/Library/Logs/mobileactivationd/mobileactivationd.log*"},
                                {"**/logs/MobileActivation/mobileactivationd.log*"}),
          .wants = {"../../sysdiagnose.log"},
          .emits = {SystemProperty::kind, ProcessSeen::kind},
          .shape = Shape::stream,
          .read = read_collected_log<Log>};
}

}  // namespace waarborg
