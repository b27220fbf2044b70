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
// UsageEvents.Event of the platform, by newer and older names. Where an app left the front it was there; all
// other types say that the system had to do with the app, and no more.
constexpr auto uses =
    std::to_array<Use>({{"ACTIVITY_DESTROYED", "was in front"},
                        {"ACTIVITY_PAUSED", "was in front"},
                        {"ACTIVITY_RESUMED", "was in front"},
                        {"ACTIVITY_STOPPED", "was in front"},
                        {"APP_COMPONENT_USED", "ran"},
                        {"CHOOSER_ACTION", "was used"},
                        {"CONTINUE_PREVIOUS_DAY", "was in front"},
                        {"CONTINUING_FOREGROUND_SERVICE", "ran a service in the foreground"},
                        {"END_OF_DAY", "was in front"},
                        {"FOREGROUND_SERVICE_START", "ran a service in the foreground"},
                        {"FOREGROUND_SERVICE_STOP", "ran a service in the foreground"},
                        {"LOCUS_ID_SET", "was used"},
                        {"MOVE_TO_BACKGROUND", "was in front"},
                        {"MOVE_TO_FOREGROUND", "was in front"},
                        {"NOTIFICATION_INTERRUPTION", "notified"},
                        {"NOTIFICATION_SEEN", "notified"},
                        {"ROLLOVER_FOREGROUND_SERVICE", "ran a service in the foreground"},
                        {"SHORTCUT_INVOCATION", "was used"},
                        {"SLICE_PINNED", "was used"},
                        {"SLICE_PINNED_PRIV", "was used"},
                        {"USER_INTERACTION", "was used"}});
// The last time of each in the sums; before Android 9 "lastTime" was the only one.
constexpr auto sums = std::to_array<Use>({{"lastTimeUsed=", "was used"},
                                          {"lastTime=", "was used"},
                                          {"lastTimeVisible=", "was used"},
                                          {"lastTimeComponentUsed=", "ran"},
                                          {"lastTimeFS=", "ran a service in the foreground"}});

// The value behind `key`, which begins a word, up to `end`.
std::string_view value_of(std::string_view text, std::string_view key, std::string_view end) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at != 0 && text[at - 1] != ' ') continue;
    const auto rest = text.substr(at + key.size());
    return rest.substr(0, rest.find(end));
  }
  return {};
}

// The same of a value that may stand in quotes.
std::string_view quoted_value(std::string_view text, std::string_view key) {
  const auto value = value_of(text, key, "\n");
  return value.starts_with('"') ? value.substr(1, value.find('"', 1) - 1) : value.substr(0, value.find(' '));
}

// A time that is not written as a date counts milliseconds. What is before 1971 stands for never.
struct UseTime {
  std::string_view text{};
  Time when{};
  bool ever = false;
};
UseTime use_time(std::string_view value) {
  const bool number =
      !value.empty() && value.size() < 16 && value.find_first_not_of("-0123456789") == std::string_view::npos;
  if (!number)
    return {.text = value,
            .ever = !value.empty() && !value.starts_with("1970") && !value.starts_with("1969")};
  std::int64_t milliseconds = 0;
  std::from_chars(value.data(), value.data() + value.size(), milliseconds);
  constexpr std::int64_t year = 365LL * 86'400'000;
  if (milliseconds < year) return {};
  return {.text = value, .when = Time(std::chrono::milliseconds(milliseconds)), .ever = true};
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
    package_.clear();
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
    } else if (text.starts_with("package: ") || text.starts_with("ACTIVITY MANAGER ")) {
      ended();
      const auto name = text.starts_with('p') ? trim(text.substr(9)) : std::string_view();
      package_ = is_package_name(name) ? name : std::string_view();
    } else if (open_ && text.starts_with("Historical Process Exit")) {
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

  void used(std::string_view how, std::string_view package, UseTime time) {
    if (time.text.size() > 32) time.text = {};
    if (!is_new(how, package, time.text)) return;
    const auto local = known(time.when) ? std::string() : local_time(time.text);
    out_.add(
        ProcessSeen{.app_id = {package}, .user = user_, .how = how, .when = time.when, .when_text = local},
        at_);
  }

  // time="2026-10-30 09:08:07" type=ACTIVITY_RESUMED package=com.example class=…, and sums:
  // package=com.example totalTimeUsed="01:10" lastTimeUsed="2026-10-30 09:08:07" …
  void usage(std::string_view text) {
    if (text.starts_with("user=")) user_ = leading_digits(text.substr(5)).substr(0, 10);
    auto package = quoted_value(text, "package=");
    while (!package.empty() && std::string_view(",;:)]}").find(package.back()) != std::string_view::npos)
      package.remove_suffix(1);
    if (package.empty()) return;
    if (!is_package_name(package)) {
      if (!std::exchange(told_, true))
        out_.problem(Fault::malformed, "an app of the statistics of use has no name of a package", at_);
      return;
    }
    bool any = false;
    if (const auto type = quoted_value(text, "type="); !type.empty()) {
      const auto use =
          std::find_if(uses.begin(), uses.end(), [&](const Use& one) { return one.type == type; });
      if (any = use != uses.end(); any) used(use->how, package, use_time(quoted_value(text, "time=")));
    }
    for (const auto& sum : sums)
      if (const auto time = use_time(quoted_value(text, sum.type)); time.ever) {
        used(sum.how, package, time);
        any = true;
      }
    if (!any && is_new("listed", package, {}))
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
      out_.problem(Fault::malformed, "the end of a process was not understood", entry_at_);
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
    // The processes of an app may be called otherwise than the app.
    if (!package_.empty() && app_of_process(process) != package_ && is_new("ended", package_, when))
      out_.add(ProcessSeen{.app_id = {package_},
                           .pid = pid,
                           .how = "ended",
                           .when_text = local,
                           .reason = bounded(reason, cut)},
               entry_at_);
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
    // "packageList={com.example, com.example.more}" of a process that may be called otherwise
    for (const auto part : split(between(text, "packageList={", "}"), ','))
      if (const auto app = trim(part);
          app.find('.') != std::string_view::npos && is_package_name(app) && is_new("package of", app, {}))
        out_.add(ProcessSeen{.app_id = {app}, .how = "running"}, at_);
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
  std::string user_, entry_, package_;
  std::uint64_t at_ = 0, entry_at_ = 0;
  std::unordered_set<std::uint64_t> seen_;
};

}  // namespace

Reader android_dumpsys_activity() {
  return reader_of_services("When apps of an Android phone were used, ran and ended, from a bug report.",
                            "android.activity", {ProcessSeen::kind, Program::kind}, read_services<Activity>);
}

}  // namespace waarborg
