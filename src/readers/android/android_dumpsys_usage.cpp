// Traces of apps that ran, in services of an Android bug report: the history of batterystats and the daily
// record of versions, where version 0 is an app that was removed; databases that processes have open
// (dbinfo); apps that the platform keeps compatible (platform_compat), which stay listed after their removal.
// Each app is told once for each way it shows. Source: the dump methods of BatteryStats, SQLiteDebug and
// CompatConfig of the platform.
#include <array>
#include <set>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept = 200'000;

struct Event {
  std::string_view sign, how;
};
// "+job=u0a123:"com.example/.Service"", as BatteryStats.HISTORY_EVENT_NAMES has them.
constexpr std::array<Event, 12> events = {{{"job=", "ran a job"},
                                           {"top=", "was in front"},
                                           {"fg=", "was in the foreground"},
                                           {"proc=", "ran"},
                                           {"alarm=", "set off an alarm"},
                                           {"wake_lock=", "kept the phone awake"},
                                           {"wake_lock_in=", "kept the phone awake"},
                                           {"longwake=", "kept the phone awake"},
                                           {"sync=", "synchronised"},
                                           {"pkginst=", "was installed"},
                                           {"pkgunin=", "was removed"},
                                           {"tmpwhitelist=", "was let run"}}};

// "/data/user/0/com.example/databases/x.db", "/data/data/com.example/…": the app.
std::string_view app_of_path(std::string_view path) {
  for (const std::string_view start : {"/data/data/", "/data/user/", "/data/user_de/"}) {
    if (!path.starts_with(start)) continue;
    auto rest = path.substr(start.size());
    if (start != "/data/data/") {
      const auto user = leading_digits(rest);
      if (user.empty() || user.size() == rest.size()) return {};
      rest.remove_prefix(user.size() + 1);
    }
    const auto name = rest.substr(0, rest.find('/'));
    return is_package_name(name) ? name : std::string_view();
  }
  return {};
}

class Usage : public DumpSections {
 public:
  explicit Usage(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    return section == "service batterystats" || section == "service dbinfo" ||
           section == "service platform_compat" || section.starts_with("CHECKIN BATTERYSTATS");
  }
  void begin(std::string_view section, std::uint64_t) override {
    section_ = section;
    day_.clear();
    process_.clear();
    pid_ = 0;
  }
  void end() override {}

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (section_ == "service dbinfo") return database(text, line.offset);
    if (section_ == "service platform_compat") return override_of(text, line.offset);
    if (text.starts_with("Daily from ")) {
      bool cut = false;
      day_ = bounded(text.substr(11, text.size() - 11 - (text.ends_with(':') ? 1 : 0)), cut);
    } else if (!day_.empty() && text.starts_with("Update ")) {
      version(text.substr(7), line.offset);
    } else if (text.find("=u") != std::string_view::npos || text.find(":\"") != std::string_view::npos) {
      history(text, line.offset);
    }
  }

 private:
  bool is_new(std::string_view how, std::string_view name) {
    return seen_.size() >= most_kept || seen_.emplace(std::string(how) + ' ' + std::string(name)).second;
  }

  void ran(std::string_view how, std::string_view package, std::string_view user, std::string_view when,
           std::uint64_t offset) {
    // What keeps a phone awake, or wakes it, may have any name of its own.
    const bool any_name = how.starts_with("kept") || how.starts_with("set off");
    if (any_name && package.find('.') == std::string_view::npos) return;
    if (is_package_name(package) && is_new(how, package))
      out_.add(ProcessSeen{.app_id = {package}, .user = user, .how = how, .when_text = when}, offset);
  }

  // "+2m3s (2) 090 +running +job=u0a55:"com.example/.Job""; newer ones begin with "10-31 09:08:07.123".
  void history(std::string_view text, std::uint64_t offset) {
    const auto parts = words(text);
    std::string when(parts[0].substr(0, 32));
    if (parts.size() > 1 && parts[0].size() == 5 && parts[0][2] == '-' && parts[1].size() < 32)
      when = local_time(when + ' ' + std::string(parts[1]));
    for (const auto part : parts) {
      const auto signless = part.substr(part.starts_with('+') || part.starts_with('-') ? 1 : 0);
      for (const auto& event : events) {
        if (!signless.starts_with(event.sign)) continue;
        const auto value = signless.substr(event.sign.size());
        const auto colon = value.find(':');
        if (colon == std::string_view::npos) continue;
        auto name = value.substr(colon + 1);
        if (name.starts_with('"')) name = name.substr(1, name.find('"', 1) - 1);
        for (const std::string_view kind : {"*walarm*:", "*alarm*:", "*job*/", "*sync*/"})
          if (name.starts_with(kind)) name.remove_prefix(kind.size());
        ran(event.how, name.substr(0, name.find_first_of("/:\"")),
            value.substr(0, std::min<std::size_t>(colon, 32)), when, offset);
      }
    }
  }

  // "com.example vers=123"
  void version(std::string_view text, std::uint64_t offset) {
    const auto name = text.substr(0, text.find(' '));
    const auto at = text.find(" vers=");
    const auto code = at == std::string_view::npos ? std::string_view() : leading_digits(text.substr(at + 6));
    if (code.empty() || code.size() > 20 || !is_package_name(name))
      return out_.problem(Fault::malformed, "a line of the daily record of versions was not understood",
                          offset);
    const bool removed = code == "0";
    const auto state = removed ? "removed" : "updated";
    if (!is_new(std::string(state) + ' ' + std::string(code), name)) return;
    out_.add(Program{.package = {"android", name},
                     .state = state,
                     .description = removed ? std::string() : "version code " + std::string(code),
                     .present = Presence::historic,
                     .app_id = {name},
                     .updated_text = local_time(day_)},
             offset);
  }

  // "** Database info for pid 1234 [com.example] **", then "Connection pool for /data/…/x.db:"
  void database(std::string_view text, std::uint64_t offset) {
    if (text.starts_with("** Database info for pid ")) {
      bool cut = false;
      process_ = bounded(between(text, "[", "]"), cut);
      pid_ = 0;
      for (const char c : leading_digits(text.substr(25)).substr(0, 9)) pid_ = pid_ * 10 + (c - '0');
      if (!process_.empty() && is_new("database of", process_))
        out_.add(ProcessSeen{.name = {process_},
                             .app_id = {app_of_process(process_)},
                             .pid = pid_,
                             .how = "ran and used databases"},
                 offset);
      return;
    }
    if (!text.starts_with("Connection pool for ")) return;
    bool cut = false;
    auto path = bounded(text.substr(20), cut);
    if (path.ends_with(':')) path.remove_suffix(1);
    if (cut) out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
    if (!path.starts_with('/') || !is_new("file", path)) return;
    out_.add(FileSeen{.path = {path}}, offset);
    if (const auto app = app_of_path(path); !app.empty() && app != app_of_process(process_))
      ran("owns an open database", app, {}, {}, offset);
  }

  // "ChangeId(168419799; name=DOWNSCALED; disabled; packageOverrides={…}; rawOverrides={com.example=false,
  // …})"
  void override_of(std::string_view text, std::uint64_t offset) {
    if (!text.starts_with("ChangeId(")) return;
    for (const std::string_view list : {"packageOverrides={", "rawOverrides={"})
      for (const auto part : split(between(text, list, "}"), ',')) {
        const auto name = trim(part.substr(0, part.find('=')));
        if (name.empty() || !is_package_name(name) || !is_new("override", name)) continue;
        out_.add(Program{.package = {"android", name},
                         .state = "kept compatible",
                         .present = Presence::historic,
                         .app_id = {name}},
                 offset);
      }
  }

  Sink& out_;
  std::string section_, day_, process_;
  std::int64_t pid_ = 0;
  std::set<std::string> seen_;
};

}  // namespace

Reader android_dumpsys_usage() {
  return reader_of_services("Traces of apps that ran or were removed, from an Android bug report.",
                            "android.usage", {ProcessSeen::kind, Program::kind, FileSeen::kind},
                            read_services<Usage>);
}

}  // namespace waarborg
