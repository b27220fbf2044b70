// What apps of an Android phone did and how their processes ended, from a bug report: the statistics of use
// (usagestats: what was in front, ran a service, was last used up to two years ago), processes that ended and
// why, services and processes that ran (activity). Each app is told once a day for each way it shows. Source:
// UserUsageStatsService, AppExitInfoTracker, ActiveServices and ProcessRecord of the platform.
#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"
#include "readers/process_list.h"

namespace waarborg {
namespace {

constexpr std::size_t most_seen = 1'000'000, most_of_entry = 64 * 1024;

struct Use {
  std::string_view type, how;
};
// UsageEvents.Event of the platform. What only says that an app rested, or how it is rated, is left out.
constexpr auto uses = std::to_array<Use>({{"ACTIVITY_RESUMED", "was in front"},
                                          {"MOVE_TO_FOREGROUND", "was in front"},
                                          {"FOREGROUND_SERVICE_START", "ran a service in the foreground"},
                                          {"NOTIFICATION_INTERRUPTION", "notified"},
                                          {"USER_INTERACTION", "was used"},
                                          {"SHORTCUT_INVOCATION", "was used"},
                                          {"SLICE_PINNED", "was used"},
                                          {"LOCUS_ID_SET", "was used"}});

// The value behind `key`, which begins a word, up to `end`.
std::string_view value_of(std::string_view text, std::string_view key, std::string_view end) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at != 0 && text[at - 1] != ' ') continue;
    const auto rest = text.substr(at + key.size());
    return rest.substr(0, rest.find(end));
  }
  return {};
}

class Activity : public DumpSections {
 public:
  explicit Activity(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    return section == "service usagestats" || section == "service activity";
  }
  void begin(std::string_view section, std::uint64_t) override {
    usage_ = section == "service usagestats";
    user_.clear();
    entry_.clear();
    open_ = false;
  }
  void end() override { ended(); }

  void line(const Line& line) override {
    at_ = line.offset;
    const auto text = trim(line.text);
    if (text.empty()) return;
    if (usage_) return usage(text);
    if (text.starts_with("ApplicationExitInfo #")) {
      ended();
      open_ = true;
      entry_at_ = line.offset;
    } else if (open_ && (text.starts_with("package: ") || text.starts_with("Historical Process Exit") ||
                         text.starts_with("ACTIVITY MANAGER "))) {
      ended();
    } else if (open_) {
      if (entry_.size() < most_of_entry) (entry_ += ' ') += text;
    } else {
      records(text);
    }
  }

 private:
  bool is_new(std::string_view how, std::string_view name, std::string_view when) {
    const auto seed = fast_hash(when.substr(0, 10), fast_hash(how));
    return seen_.size() >= most_seen || seen_.insert(fast_hash(name, seed)).second;
  }

  void used(std::string_view how, std::string_view package, std::string_view when) {
    if (when.size() > 32) when = {};
    if (!is_new(how, package, when)) return;
    const auto local = local_time(when);
    out_.add(ProcessSeen{.app_id = {package}, .user = user_, .how = how, .when_text = local}, at_);
  }

  // time="2026-10-30 09:08:07" type=ACTIVITY_RESUMED package=com.example class=…, and sums:
  // package=com.example totalTimeUsed="01:10" lastTimeUsed="2026-10-30 09:08:07" …
  void usage(std::string_view text) {
    if (text.starts_with("user=")) {
      user_ = leading_digits(text.substr(5)).substr(0, 10);
      return;
    }
    const auto package = value_of(text, "package=", " ");
    if (package.empty()) return;
    if (!is_package_name(package)) {
      if (!std::exchange(told_, true))
        out_.problem(Fault::malformed, "an app of the statistics of use has no name of a package", at_);
      return;
    }
    if (const auto type = value_of(text, "type=", " "); !type.empty()) {
      const auto use =
          std::find_if(uses.begin(), uses.end(), [&](const Use& one) { return one.type == type; });
      if (use != uses.end()) used(use->how, package, value_of(text, "time=\"", "\""));
      return;
    }
    const auto last = value_of(text, "lastTimeUsed=\"", "\"");
    if (last.empty()) return;
    // 1970 stands for never.
    if (!last.starts_with("1970") && !last.starts_with("1969")) return used("was used", package, last);
    if (is_new("listed", package, {}))
      out_.add(Program{.package = {"android", package},
                       .state = "in the statistics of use",
                       .present = Presence::historic,
                       .user = user_,
                       .app_id = {package}},
               at_);
  }

  // timestamp=2026-10-30 09:08:07.123 pid=1234 … process=com.example reason=4 (CRASH) … description=… state=…
  void ended() {
    if (!std::exchange(open_, false)) return;
    const std::string text = std::move(entry_);
    entry_.clear();
    const auto process = value_of(text, "process=", " ");
    const auto when = value_of(text, "timestamp=", " pid=").substr(0, 32);
    if (process.empty() || when.empty())
      return out_.problem(Fault::malformed, "the end of a process was not understood", entry_at_);
    std::int64_t pid = 0;
    const auto digits = leading_digits(value_of(text, "pid=", " ")).substr(0, 9);
    std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    bool cut = false;
    // "4 (APP CRASH(EXCEPTION)) subreason": what stands between the outer brackets
    const auto said = value_of(text, "reason=", "=");
    const auto opens = said.find('('), closes = said.rfind(')');
    auto reason = opens == std::string_view::npos || closes == std::string_view::npos || closes < opens
                      ? std::string(leading_digits(said))
                      : std::string(said.substr(opens + 1, closes - opens - 1));
    if (const auto why = value_of(text, "description=", " state="); !why.empty() && why != "null")
      (reason += ": ") += why;
    const auto local = local_time(when);
    add_process({.pid = pid,
                 .user = value_of(text, "realUid=", " ").substr(0, 32),
                 .how = "ended",
                 .when_text = local,
                 .reason = bounded(reason, cut)},
                process, entry_at_, out_);
  }

  // "* ServiceRecord{1a2b3c u0 com.example/.Service}", "ProcessRecord{1a2b3c 1234:com.example/u0a12}"
  void records(std::string_view text) {
    if (const auto inside = between(text, "ServiceRecord{", "}"); !inside.empty()) {
      const auto parts = words(inside);
      const auto app = parts.size() > 2 ? package_of_component(parts[2]) : std::string_view();
      if (!app.empty() && is_new("service", app, {}))
        out_.add(ProcessSeen{.app_id = {app}, .how = "ran a service"}, at_);
    }
    const auto inside = between(text, "ProcessRecord{", "}");
    const auto blank = inside.find(' ');
    if (blank == std::string_view::npos) return;
    const auto who = inside.substr(blank + 1);
    const auto digits = leading_digits(who).substr(0, 9);
    if (digits.empty() || !who.substr(digits.size()).starts_with(':')) return;
    const auto slash = std::min(who.rfind('/'), who.size());
    if (slash <= digits.size() || !is_new("ran", who, {})) return;
    std::int64_t pid = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    add_process(
        {.pid = pid, .user = who.substr(std::min(slash + 1, who.size())).substr(0, 32), .how = "running"},
        who.substr(digits.size() + 1, slash - digits.size() - 1), at_, out_);
  }

  Sink& out_;
  bool usage_ = false, open_ = false, told_ = false;
  std::string user_, entry_;
  std::uint64_t at_ = 0, entry_at_ = 0;
  std::unordered_set<std::uint64_t> seen_;
};

}  // namespace

Reader android_dumpsys_activity() {
  return reader_of_services("When apps of an Android phone were used, ran and ended, from a bug report.",
                            "android.activity", {ProcessSeen::kind, Program::kind}, read_services<Activity>);
}

}  // namespace waarborg
