// Apps, extensions and groups that the manager of containers of iOS named in its log (containermanagerd.log
// and its older ones), once each:
//   Sat Mar  7 06:24:14 2026 [66] <notice> (0x16b48f000) -[MCMGroupManager ...]: Last reference to group
//   container group.com.example.app, removing
// An id has two dots at least, or "group.", "systemgroup." or a developer's team in front;
// other words with a dot may be one, and are told as that. Times are the device's, without a zone. What the
// last reference to a group was removed of is gone; of the others only that they were named is said.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept = 100'000;
constexpr std::string_view part_of_an_id =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

// What stands in front of " [pid] <level>"; "" when the line begins otherwise.
std::string_view time_in(std::string_view line) {
  const auto end = line.find(" [");
  if (end == std::string_view::npos || end < 20 || end > 32 || line.find('<', end) == std::string_view::npos)
    return {};
  return line.substr(0, end);
}

// Not "1.2.3" or ".x.y": letters and a dot, none of its parts empty.
bool may_be_id(std::string_view text) {
  if (text.size() > 255 || text.find('.') == text.npos || text.find("..") != text.npos) return false;
  if (text.starts_with('.') || text.ends_with('.')) return false;
  return std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// Not "libsystem_kernel.dylib" or "360.example.app", which may be one: two dots, letters in the first part.
bool is_id(std::string_view text) {
  const auto first = text.find('.');
  if (!may_be_id(text) || text.find('.', first + 1) == text.npos) return false;
  const auto head = text.substr(0, first);
  return head.size() >= 2 && head.find_first_not_of("0123456789") != head.npos;
}

// "ABCDE12345.com.example.app": ten signs of a developer's team.
bool has_team(std::string_view text) {
  constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return text.size() > 11 && text[10] == '.' && text.substr(0, 10).find_first_not_of(signs) == text.npos;
}

class Log {
 public:
  Log(std::string zone, Sink& out) : zone_(std::move(zone)), out_(out) {}

  void line(const Line& line) {
    const auto when = time_in(line.text);
    dated_ = dated_ || !when.empty();
    const bool removed = line.text.find("Last reference to group container") != line.text.npos;
    auto rest = line.text.substr(when.size());
    while (!rest.empty()) {
      const auto begin = rest.find_first_of(part_of_an_id);
      if (begin == rest.npos) break;
      rest.remove_prefix(begin);
      auto word = rest.substr(0, rest.find_first_not_of(part_of_an_id));
      rest.remove_prefix(word.size());
      while (word.ends_with('.')) word.remove_suffix(1);
      named(word, removed, when, line.offset);
    }
  }

  void end() {
    if (!dated_) out_.problem(Fault::malformed, "no line of a log is in it", 0);
    if (seen_.size() == most_kept || words_.size() == most_kept)
      out_.problem(Fault::too_big, "more names than are kept", 0);
  }

 private:
  void named(std::string_view id, bool removed, std::string_view when, std::uint64_t at) {
    bool group = false, team = false;
    for (bool more = true; more;) {
      more = false;
      for (const std::string_view prefix : {"group.", "systemgroup.", "iCloud."})
        if (id.starts_with(prefix)) id.remove_prefix(prefix.size()), group = more = true;
      if (has_team(id)) id.remove_prefix(11), team = more = true;
    }
    if ((group || team) ? id.empty() : !may_be_id(id)) return;
    const bool sure = group || team || is_id(id);
    auto& seen = sure ? seen_ : words_;
    if (seen.size() == most_kept || !seen.emplace(std::string(id) + (removed ? "-" : "+")).second) return;
    const auto text = local_time(when, zone_);
    if (!sure)
      return add_bounded(IdentityKnown{.role = "named",
                                       .name = id,
                                       .service = "containermanagerd.log",
                                       .app_id = {id},
                                       .when_text = text},
                         at, out_);
    add_bounded(Program{.package = {"ios", id},
                        .source = "containermanagerd.log",
                        .state = removed ? "group container removed"
                                 : group ? "group named"
                                         : "named",
                        .present = removed ? Presence::residual : Presence::historic,
                        .app_id = {id},
                        .updated_text = text},
                at, out_);
  }

  std::string zone_;
  Sink& out_;
  std::set<std::string> seen_, words_;
  bool dated_ = false;
};

}  // namespace

Reader ios_container_log() {
  return {.about = "Apps and groups that the manager of containers of iOS named in its log.",
          .probe = "ios.container-log",
          .paths = device_paths({"root/Library/Logs/MobileContainerManager/containermanagerd*.log*"},
                                {"**/logs/MobileContainerManager/containermanagerd*.log*"}),
          .wants = {"../../sysdiagnose.log"},
          .emits = {Program::kind, IdentityKnown::kind},
          .shape = Shape::stream,
          .read = read_collected_log<Log>};
}

}  // namespace waarborg
