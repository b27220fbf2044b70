// What happened to configuration profiles (MCProfileEvents.plist: install, remove, by which process) and
// which process last changed what they settle (MCSettingsEvents.plist, a tree in which a node with a time is
// an event). The offset is the event's number, counted from 1.
#include "readers/ios_profile_parts.h"

namespace waarborg {
namespace {

constexpr unsigned deepest = 16;
constexpr std::uint64_t most_events = 100'000;

bool is_event(PlistValue value) {
  return value.is(PlistKind::dict) && !value["timestamp"].is(PlistKind::null) &&
         !value["timestamp"].is(PlistKind::dict);
}

// What an event says besides its time, process and operation.
std::string rest_of(PlistValue event) {
  std::string out;
  for (std::size_t i = 0; i < event.size(); ++i) {
    const auto key = event.key(i).text();
    if (key == "timestamp" || key == "process" || key == "operation" || key == "event") continue;
    const auto value = plist_text(event[i]);
    if (!value.empty()) out.append(out.empty() ? "" : ", ").append(key).append("=").append(value);
  }
  return out;
}

class Events {
 public:
  explicit Events(Sink& out) : out_(out) {}

  void profiles(PlistValue list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto one = list[i];
      if (!one.is(PlistKind::dict)) {
        strays_.one(i + 1);
        continue;
      }
      for (std::size_t k = 0; k < one.size(); ++k) {
        const auto event = one[k];
        const auto id = one.key(k).text();
        const auto rest = rest_of(event);
        if (!is_event(event) && event["operation"].text().empty()) {
          strays_.one(i + 1);
          continue;
        }
        add_bounded(ProfilePayload{.profile = {id},
                                   .identifier = id,
                                   .installed = plist_time(event["timestamp"]),
                                   .event = event["operation"].text(),
                                   .process = {last_part(event["process"].text())},
                                   .details = rest},
                    i + 1, out_);
      }
    }
    strays_.tell("entr(ies) are no event of a profile", out_);
  }

  void settings(PlistValue node, const std::string& name, unsigned depth) {
    if (depth > deepest || seen_ > most_events) {
      out_.problem(Fault::too_big, "more settings, or nested deeper, than is read", seen_);
      return;
    }
    for (std::size_t i = 0; i < node.size() && node.is(PlistKind::dict); ++i) {
      const auto value = node[i];
      const auto below = name + (name.empty() ? "" : "/") + std::string(node.key(i).text().substr(0, 256));
      if (!is_event(value)) {
        if (value.is(PlistKind::dict)) settings(value, below, depth + 1);
        continue;
      }
      const auto rest = rest_of(value);
      add_bounded(ProfilePayload{.type = "setting",
                                 .name = below,
                                 .installed = plist_time(value["timestamp"]),
                                 .event = value["event"].text(),
                                 .process = {last_part(value["process"].text())},
                                 .details = rest},
                  ++seen_, out_);
    }
  }

 private:
  Sink& out_;
  Strays strays_;
  std::uint64_t seen_ = 0;
};

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  Events events(out);
  const auto list = plist->root()["ProfileEvents"];
  if (list.is(PlistKind::array))
    events.profiles(list);
  else if (file.path.ends_with("MCSettingsEvents.plist") && plist->root().is(PlistKind::dict))
    events.settings(plist->root(), "", 0);
  else
    out.problem(Fault::malformed, "has no list of events", 0);
}

}  // namespace

Reader ios_profile_events() {
  return {.about = "What happened to configuration profiles and settings of iOS, and which process did it.",
          .probe = "ios.profile-events",
          .paths = profile_paths({"MCProfileEvents.plist", "MCSettingsEvents.plist"}),
          .emits = {ProfilePayload::kind},
          .read = read};
}

}  // namespace waarborg
