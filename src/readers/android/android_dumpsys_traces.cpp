// Apps that further services of an Android bug report name, which stay named when the app is gone: processes
// of the last days (procstats), who used the cameras and asked for the location, who has jobs, alarms,
// windows and notifications, who holds a role or is the keyboard, which were renamed (package). Each app is
// told once for each way it shows. Source: the dump methods of ProcessStats, CameraService (its log of
// events), CallerIdentity, JobSchedulerService, Alarm, WindowState, NotificationRecord, RoleUserState and
// InputMethodManagerService of the platform, and LocationRequestStatistics and UpdateRecord of Android 11 and
// before.
#include <array>
#include <unordered_set>

#include "base/digest.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_seen = 1'000'000;

class Traces : public DumpSections {
 public:
  explicit Traces(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    for (const auto& one : services)
      if (section == one.section) return true;
    return false;
  }
  void begin(std::string_view section, std::uint64_t) override {
    role_.clear();
    renamed_ = false;
    for (const auto& one : services)
      if (section == one.section) read_ = one.read;
  }
  void end() override {}
  void line(const Line& line) override {
    at_ = line.offset;
    if (const auto text = trim(line.text); !text.empty()) (this->*read_)(text);
  }

 private:
  struct Service {
    std::string_view section;
    void (Traces::*read)(std::string_view text);
  };
  static const std::array<Service, 11> services;

  bool is_new(std::string_view how, std::string_view app) {
    return seen_.size() >= most_seen || seen_.insert(fast_hash(app, fast_hash(how))).second;
  }
  void ran(std::string_view how, std::string_view app, std::string_view when = {}) {
    if (app.find('.') == std::string_view::npos || !is_package_name(app) || !is_new(how, app)) return;
    const auto local = when.empty() ? std::string() : local_time(when);
    out_.add(ProcessSeen{.app_id = {app}, .how = how, .when_text = local}, at_);
  }
  void holds(std::string_view role, std::string_view app) {
    if (!is_package_name(app) || !is_new(role, app)) return;
    out_.add(AppRole{.app_id = {app}, .role = role}, at_);
  }
  void components(std::string_view how, std::string_view text) {
    for (auto word : words(text)) {
      if (const auto opens = word.rfind('{'); opens != std::string_view::npos) word = word.substr(opens + 1);
      word = word.substr(0, word.find_first_of("},:;)"));
      ran(how, package_of_component(word));
    }
  }

  // "* com.example / u0a123 / v12:"
  void procstats(std::string_view text) {
    const auto parts = words(text);
    if (parts.size() >= 4 && parts[0] == "*" && parts[2] == "/") ran("ran", app_of_process(parts[1]));
  }
  // "10-30 09:08:07 : CONNECT device 0 client for package com.example (PID 1234)"
  void camera(std::string_view text) {
    const auto app = text.find(" for package ");
    if (app == std::string_view::npos) return;
    const auto rest = text.substr(app + 13);
    const auto when = text.substr(0, text.find(" : "));
    ran("used the camera", rest.substr(0, rest.find(' ')), when.size() < 24 ? when : std::string_view());
  }
  // "gps provider +registration 10123/com.example[tag]/1A2B3C -> …"
  // Before Android 12 "com.example: gps: Min interval 0 seconds: …" or, in 11, the other way round, and
  // "UpdateRecord[gps com.example(10123 foreground) …"
  void location(std::string_view text) {
    const auto parts = words(text);
    const bool record = text.find("UpdateRecord[") != std::string_view::npos;
    const bool sum = !record && text.find("nterval ") != std::string_view::npos;
    for (std::size_t i = 0; i < parts.size() && i < 4; ++i)
      if (record || (sum && i < 2 && parts[i].ends_with(':')))
        ran("asked for the location", parts[i].substr(0, parts[i].find_first_of("(:")));
    for (const auto word : parts) {
      const auto uid = leading_digits(word);
      if (uid.empty() || !word.substr(uid.size()).starts_with('/')) continue;
      const auto rest = word.substr(uid.size() + 1);
      ran("asked for the location", rest.substr(0, rest.find_first_of("[/,)")));
    }
  }
  // "JOB #u0a123/7: 1a2b com.example/.Job"
  void jobs(std::string_view text) { components("has a job", text); }
  // "RTC_WAKEUP #0: Alarm{1a2b type 0 when 1790000000000 com.example}"
  void alarms(std::string_view text) {
    const auto parts = words(between(text, "Alarm{", "}"));
    if (!parts.empty()) ran("has an alarm", parts.back());
  }
  // "Window #1 Window{1a2b u0 com.example/com.example.Main}:"
  void windows(std::string_view text) {
    if (text.find("Window{") != std::string_view::npos ||
        text.find("ActivityRecord{") != std::string_view::npos)
      components("has a window", text);
  }
  // "NotificationRecord(0x01: pkg=com.example user=UserHandle{0} …"
  void notifications(std::string_view text) {
    const auto at = text.find("pkg=");
    if (at == std::string_view::npos || (at != 0 && text[at - 1] != ' ' && text[at - 1] != '(')) return;
    const auto rest = text.substr(at + 4);
    ran("notified", rest.substr(0, rest.find_first_of(" ,)")));
  }
  // "name=android.app.role.SMS", below it "holders=com.example"
  void roles(std::string_view text) {
    if (text.starts_with("name=")) {
      bool cut = false;
      role_ = bounded(text.substr(5), cut);
      if (role_.starts_with("android.app.role.")) role_ = lower(role_.substr(17)) + "-app";
    }
    if (!text.starts_with("holders=")) return;
    for (const auto part : split(text.substr(8), ','))
      if (auto app = trim(part); !app.empty()) {
        while (app.starts_with('[')) app.remove_prefix(1);
        while (app.ends_with(']')) app.remove_suffix(1);
        holds(role_.empty() ? "role" : role_, app);
      }
  }
  // "Process: com.example/PID: 1234/UID: 10123/…", what stands above a crash
  void dropbox(std::string_view text) {
    for (const std::string_view key : {"Process: ", "Package: "}) {
      const auto at = text.find(key);
      if (at == std::string_view::npos || (at != 0 && text[at - 1] != '/' && text[at - 1] != ' ')) continue;
      const auto rest = text.substr(at + key.size());
      ran("crashed or did not answer", app_of_process(rest.substr(0, rest.find_first_of("/ "))));
    }
  }
  // "mCurMethodId=com.example/.Ime"
  void keyboard(std::string_view text) {
    for (const std::string_view key : {"mCurMethodId=", "mSelectedMethodId=", "mCurId="}) {
      const auto at = text.find(key);
      if (at == std::string_view::npos) continue;
      const auto rest = text.substr(at + key.size());
      if (const auto app = package_of_component(rest.substr(0, rest.find_first_of(" ,"))); !app.empty())
        holds("default-input-method", app);
    }
  }

  // "Renamed packages:", then "com.example.now -> com.example.once"
  void renamed(std::string_view text) {
    if (text.ends_with(':')) renamed_ = text == "Renamed packages:";
    const auto arrow = text.find(" -> ");
    if (!renamed_ || arrow == std::string_view::npos) return;
    for (const auto app : {trim(text.substr(0, arrow)), trim(text.substr(arrow + 4))})
      if (is_package_name(app) && is_new("renamed", app))
        out_.add(AppMentioned{.app_id = {app}, .where = "packages that were renamed"}, at_);
  }

  Sink& out_;
  bool renamed_ = false;
  void (Traces::*read_)(std::string_view text) = &Traces::procstats;
  std::string role_;
  std::uint64_t at_ = 0;
  std::unordered_set<std::uint64_t> seen_;
};

const std::array<Traces::Service, 11> Traces::services = {{{"service procstats", &Traces::procstats},
                                                           {"service media.camera", &Traces::camera},
                                                           {"service location", &Traces::location},
                                                           {"service jobscheduler", &Traces::jobs},
                                                           {"service alarm", &Traces::alarms},
                                                           {"service window", &Traces::windows},
                                                           {"service notification", &Traces::notifications},
                                                           {"service role", &Traces::roles},
                                                           {"service dropbox", &Traces::dropbox},
                                                           {"service input_method", &Traces::keyboard},
                                                           {"service package", &Traces::renamed}}};

}  // namespace

Reader android_dumpsys_traces() {
  return reader_of_services("Apps that further services of an Android bug report name.", "android.activity",
                            {ProcessSeen::kind, AppRole::kind, AppMentioned::kind}, read_services<Traces>);
}

}  // namespace waarborg
