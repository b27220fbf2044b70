// Apps that iOS installed and removed (mobile_installation.log and its older ones):
//   Mon Apr  7 06:13:34 2026 [234] <notice> (0x16b48f000) -[MIInstaller …]: Install Successful for
//   (Customer:id)
// It says what happened, not what is there now. Times are the device's, without a zone.
#include <set>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t most_events = 1'000'000;

bool is_bundle_id(std::string_view text) {
  return is_package_name(text);
}

// What stands in front of " [pid] <level>": "Mon Apr  7 06:13:34 2026"; "" when the line begins otherwise.
std::string_view time_in(std::string_view line) {
  const auto end = line.find(" [");
  if (end == std::string_view::npos || end < 20 || end > 32 || line.find('<', end) == std::string_view::npos)
    return {};
  return line.substr(0, end);
}

class Log {
 public:
  Log(std::string zone, Sink& out) : zone_(std::move(zone)), out_(out) {}

  void line(const Line& line) {
    const auto when = time_in(line.text);
    if (when.empty()) return;  // of a message of several lines
    dated_ = true;
    event(line, when, "Install Successful for (", "installed", Presence::historic);
    event(line, when, "Uninstalling identifier ", "uninstalled", Presence::residual);
    event(line, when, "Destroying container ", "container removed", Presence::residual);
    event(line, when, "Made container live for ", "container made", Presence::historic);
  }

  void end() {
    strays_.tell("line(s) about apps name none", out_);
    if (!dated_) out_.problem(Fault::malformed, "no line of a log is in it", 0);
  }

 private:
  void event(const Line& line, std::string_view when, std::string_view words, std::string_view state,
             Presence presence) {
    const auto at = line.text.find(words);
    if (at == std::string_view::npos) return;
    auto rest = line.text.substr(at + words.size());
    auto id = rest.substr(0, rest.find_first_of(" ;),"));
    std::string what(state);
    if (const auto colon = id.find(':'); colon != std::string_view::npos) {
      what.append(" (").append(id.substr(0, colon)).append(")");  // Placeholder, Customer, System, …
      id = id.substr(colon + 1);
    }
    if (!is_bundle_id(id)) return strays_.one(line.offset);
    std::string_view location;
    if (const auto path = rest.find(" at /"); path != std::string_view::npos) {
      location = rest.substr(path + 4);
      location = location.substr(0, location.find_first_of(" ;,)"));
    }
    if (seen_.size() < most_events && !seen_.insert(std::string(when) + what + std::string(id)).second)
      return;
    const auto text = local_time(when, zone_);
    add_bounded(Program{.package = {"ios", id},
                        .source = "mobile_installation.log",
                        .state = what,
                        .present = presence,
                        .location = {location},
                        .app_id = {id},
                        .installed_text = presence == Presence::historic ? text : std::string_view(),
                        .updated_text = presence == Presence::historic ? std::string_view() : text},
                line.offset, out_);
  }

  std::string zone_;
  Sink& out_;
  Strays strays_;
  std::set<std::string> seen_;
  bool dated_ = false;
};

}  // namespace

Reader ios_mobile_installation() {
  return {.about = "Apps that iOS installed and removed, from its log.",
          .probe = "ios.installation-log",
          .paths = device_paths({"installd/Library/Logs/MobileInstallation/mobile_installation.log*"},
                                {"**/logs/MobileInstallation/mobile_installation.log*"}),
          .wants = {"../../sysdiagnose.log"},
          .emits = {Program::kind},
          .shape = Shape::stream,
          .read = read_collected_log<Log>};
}

}  // namespace waarborg
