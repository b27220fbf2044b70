// How a campaign's indicator was met, by the kind of what met it. Every kind stands here: one that does not
// stops the build.
#include <algorithm>
#include <array>

#include "indicators/finding_why.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

enum Class : unsigned { mentioned, visited, configured, installed, ran };
constexpr std::array<std::string_view, 5> class_names = {"mentioned", "visited", "configured", "installed",
                                                         "ran"};

// `program`: when the field that was met names a program, which is not what the observation is about. Who
// makes a connection runs; whose messages or settings are kept is installed.
struct KindClass {
  std::string_view kind;
  Class what, program;
};
constexpr std::array kind_classes = {
    KindClass{OsRelease::kind, installed, installed},
    KindClass{DeviceIdentity::kind, mentioned, mentioned},
    KindClass{Program::kind, installed, installed},
    KindClass{ServiceUnit::kind, configured, installed},
    KindClass{PathSeen::kind, installed, installed},
    KindClass{NameQueried::kind, visited, ran},
    KindClass{TrustedRoot::kind, configured, installed},
    KindClass{AppRole::kind, installed, installed},
    KindClass{ProcessSeen::kind, ran, ran},
    KindClass{SystemProperty::kind, configured, installed},
    KindClass{FileSeen::kind, installed, installed},
    KindClass{PageVisit::kind, visited, ran},
    KindClass{Message::kind, mentioned, installed},
    KindClass{LinkMentioned::kind, mentioned, installed},
    KindClass{FileAttached::kind, mentioned, installed},
    KindClass{PermissionGiven::kind, configured, installed},
    KindClass{ProfilePayload::kind, configured, configured},
    KindClass{ProcessNetwork::kind, ran, ran},
    KindClass{IdentityKnown::kind, mentioned, installed},
    KindClass{ConnectionMade::kind, visited, ran},
    KindClass{CalendarEvent::kind, mentioned, installed},
    KindClass{ManagementState::kind, configured, installed},
    KindClass{NetworkSetting::kind, configured, installed},
    KindClass{NetworkKnown::kind, visited, installed},
    KindClass{AppMentioned::kind, mentioned, mentioned},
};

constexpr bool has_class(std::string_view kind) {
  for (const auto& row : kind_classes)
    if (row.kind == kind) return true;
  return false;
}
template <class... K>
constexpr bool all_have_a_class(KindList<K...>) {
  return (has_class(K::kind) && ...);
}
static_assert(all_have_a_class(AllKinds{}), "a kind has no class: give it a row in kind_classes");

bool names_program(const Match& match) {
  const auto* kind = kind_named(match.kind);
  const auto* field = kind == nullptr ? nullptr : kind->field(std::string_view(match.field));
  return field != nullptr &&
         (field->type == Type::process || field->type == Type::process_cut || field->type == Type::app_id);
}

Class class_of(const Match& match) {
  const auto at = std::find_if(kind_classes.begin(), kind_classes.end(),
                               [&](const KindClass& row) { return row.kind == match.kind; });
  if (at == kind_classes.end()) return mentioned;  // a kind of another version, from an older case
  return names_program(match) ? at->program : at->what;
}

}  // namespace

std::string hit_class_of(const std::vector<WeighedMatch>& matches) {
  auto gravest = mentioned;
  bool campaign = false;
  for (const auto& m : matches) {
    if (!m.indicator->campaign) continue;
    campaign = true;
    gravest = std::max(gravest, class_of(*m.match));
  }
  return campaign ? std::string(class_names[gravest]) : "";
}

}  // namespace waarborg
