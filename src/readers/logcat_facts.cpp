#include "readers/logcat_facts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/digest.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/app_names.h"
#include "readers/logcat_links.h"
#include "readers/phone_facts.h"
#include "readers/process_list.h"

namespace waarborg {
namespace {

constexpr std::size_t most_seen = 1'000'000, most_kept = 50'000, most_files_a_line = 64;

std::int64_t number_of(std::string_view text) {
  std::int64_t out = 0;
  const auto digits = leading_digits(text).substr(0, 18);
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

bool is_all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("-0123456789") == std::string_view::npos;
}

struct Event {
  std::string_view tag, how;
  std::size_t pid;     // how far before the name the number stands; 0 where there is none
  std::size_t reason;  // how far behind it, 0
};
// Each has the user or nothing first, then numbers, then the name of the process.
constexpr auto events = std::to_array<Event>({{"am_anr", "did not answer", 1, 2},
                                              {"am_crash", "crashed", 1, 2},
                                              {"am_kill", "was killed", 1, 2},
                                              {"am_proc_bound", "ran", 1, 0},
                                              {"am_proc_died", "ended", 1, 0},
                                              {"am_proc_start", "started", 2, 0},
                                              {"am_process_start_timeout", "was to start", 2, 0}});

// Of whole paths, without the first '/'.
constexpr auto folders = std::to_array<std::string_view>(
    {"apex/", "cache/", "data/", "data_mirror/", "dev/", "mnt/", "odm/", "oem/", "product/", "root/", "sbin/",
     "sdcard/", "storage/", "system/", "system_ext/", "tmp/", "vendor/"});

struct Change {
  std::string_view action, state;
};
constexpr auto changes = std::to_array<Change>({{"PACKAGE_ADDED", "added"},
                                                {"PACKAGE_REPLACED", "replaced"},
                                                {"PACKAGE_REMOVED", "removed"},
                                                {"PACKAGE_FULLY_REMOVED", "removed"}});

std::string where_of(std::string_view tag) {
  return "log" + (tag.empty() ? std::string() : " of " + std::string(tag));
}

}  // namespace

void LogFacts::line(const Line& line) {
  at_ = line.offset;
  if (line.too_long)
    return out_.problem(Fault::too_big, "a line longer than is read was skipped", line.offset);
  if (!line.whole) {
    whole_ = false;
    out_.problem(Fault::truncated, "the last line has no end", line.offset);
  }
  if (line.text.empty() || is_log_divider(line.text)) return;
  LogEntry entry;
  if (!read_log_entry(line.text, entry)) return text(last_tag_, line.text);  // what belongs to the one above
  ++entries_;
  last_tag_ = entry.tag.substr(0, 64);
  last_time_ = {std::string(entry.date), std::string(entry.time), entry.when};
  text(last_tag_, entry.text);
}

void LogFacts::text(std::string_view tag, std::string_view text) {
  if (text.empty()) return;
  const bool list = text.starts_with('[');
  if (list && (tag.starts_with("am_") || tag.starts_with("wm_")) && event(tag, text)) return;
  words_of_manager(text);
  crashes(tag, text);
  called(text);
  packages(text);
  files(text);
  links(tag, text);
  named(tag, text);
}

// "[0,9227,10002,com.example,service,com.example/.Service]"
bool LogFacts::event(std::string_view tag, std::string_view list) {
  const auto closes = list.rfind(']');
  const auto parts = split(list.substr(1, closes == std::string_view::npos ? closes : closes - 1), ',');
  std::size_t name = 0;
  while (name < parts.size() && is_all_digits(trim(parts[name]))) ++name;
  const auto known_event =
      std::find_if(events.begin(), events.end(), [&](const Event& one) { return one.tag == tag; });
  if (known_event != events.end()) {
    if (name == parts.size() || name < known_event->pid) return false;
    const auto user = known_event->pid == 2 ? trim(parts[name - 1]) : std::string_view();
    const auto reason = known_event->reason != 0 && name + known_event->reason < parts.size()
                            ? trim(parts[name + known_event->reason])
                            : std::string_view();
    process(trim(parts[name]), known_event->how, number_of(trim(parts[name - known_event->pid])), user,
            reason);
  }
  // Components of apps: of activities, services, what a process was started for.
  for (const auto part : parts)
    if (const auto app = package_of_component(trim(part)); app.find('.') != std::string_view::npos)
      keep({.what = What::app, .name = std::string(app), .how = "was called"});
  links(tag, list);
  named(tag, list);
  return true;
}

void LogFacts::words_of_manager(std::string_view text) {
  const auto behind = [&](std::string_view words) {
    const auto at = text.find(words);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + words.size());
  };
  if (auto rest = behind("Start proc "); !rest.empty()) {
    const auto pid = leading_digits(rest);
    if (!pid.empty() && rest.substr(pid.size()).starts_with(':')) {
      // "1234:com.example/u0a12 for service …"
      const auto who = rest.substr(pid.size() + 1, rest.find(' ') - pid.size() - 1);
      const auto slash = std::min(who.rfind('/'), who.size());
      process(who.substr(0, slash), "started", number_of(pid),
              slash < who.size() ? who.substr(slash + 1) : std::string_view());
    } else {
      // "com.example for service com.example/.Service: pid=1234 uid=10012"
      const auto name = rest.substr(0, rest.find(' '));
      if (is_package_name(name.substr(0, name.find(':'))))
        process(name, "started", number_of(behind(": pid=")), leading_digits(behind(" uid=")));
    }
  }
  if (auto rest = behind("Process "); !rest.empty() && rest.find(" has died") != std::string_view::npos)
    if (const auto pid = between(rest, "(pid ", ")"); !pid.empty())
      process(rest.substr(0, rest.find(' ')), "ended", number_of(pid));
  if (auto rest = behind("Killing "); !rest.empty()) {
    // "1234:com.example/u0a12 (adj 900): remove task"
    const auto pid = leading_digits(rest);
    const auto who = rest.substr(std::min(pid.size() + 1, rest.size()));
    const auto slash = who.find('/'), why = who.find("): ");
    if (!pid.empty() && rest.substr(pid.size()).starts_with(':') && slash != std::string_view::npos)
      process(who.substr(0, slash), "was killed", number_of(pid), {},
              why == std::string_view::npos ? std::string_view() : who.substr(why + 3));
  }
  if (auto rest = behind("Force stopping "); !rest.empty()) {
    const auto name = rest.substr(0, rest.find(' '));
    const auto why = rest.rfind(": ");
    if (is_package_name(name))
      process(name, "was stopped", 0, {},
              why == std::string_view::npos ? std::string_view() : rest.substr(why + 2));
  }
  if (auto rest = behind("ANR in "); !rest.empty())
    if (const auto name = rest.substr(0, rest.find(' ')); is_package_name(name.substr(0, name.find(':'))))
      process(name, "did not answer", 0);
}

// "Process: com.example, PID: 1234" of AndroidRuntime; ">>> com.example <<<" of crash_dump.
void LogFacts::crashes(std::string_view tag, std::string_view text) {
  if (tag == "AndroidRuntime" && text.starts_with("Process: ")) {
    const auto name = text.substr(9, text.find(',') - std::min<std::size_t>(9, text.find(',')));
    const auto pid = text.find("PID: ");
    process(trim(name), "crashed", pid == std::string_view::npos ? 0 : number_of(text.substr(pid + 5)));
  }
  if (const auto name = between(text, ">>> ", " <<<"); !name.empty() && text.starts_with("pid: "))
    process(name, "crashed", number_of(text.substr(5)));
}

// "START u0 {act=… cmp=com.example/.Main} from uid 10012"
void LogFacts::called(std::string_view text) {
  for (auto at = text.find("cmp="); at != std::string_view::npos; at = text.find("cmp=", at + 4)) {
    const auto component = text.substr(at + 4, text.find_first_of(" }),", at + 4) - at - 4);
    if (const auto app = package_of_component(component); app.find('.') != std::string_view::npos)
      keep({.what = What::app, .name = std::string(app), .how = "was called"});
  }
}

// "act=android.intent.action.PACKAGE_ADDED dat=package:com.example flg=…"
void LogFacts::packages(std::string_view text) {
  const auto action = between(text, "android.intent.action.", " ");
  for (const auto& change : changes) {
    if (action != change.action) continue;
    const auto at = text.find("dat=package:");
    if (at == std::string_view::npos) return;
    const auto rest = text.substr(at + 12);
    const auto name = rest.substr(0, rest.find_first_of(" },;)"));
    if (is_package_name(name))
      keep({.what = What::program, .name = std::string(name), .how = std::string(change.state)});
  }
}

// Whole paths below the folders that Android has; within another path none begins, but behind "file://".
void LogFacts::files(std::string_view text) {
  std::size_t found = 0;
  for (auto at = text.find('/'); at != std::string_view::npos && found < most_files_a_line;
       at = text.find('/', at + 1)) {
    const auto before = text.substr(0, at);
    if (at != 0 && std::string_view(" \t='\"([{:,;<>@|").find(before.back()) == std::string_view::npos &&
        !before.ends_with("file://"))
      continue;
    const auto rest = text.substr(at + 1);
    if (std::none_of(folders.begin(), folders.end(), [&](auto name) { return rest.starts_with(name); }))
      continue;
    auto path = text.substr(at, text.find_first_of(" '\",;:)]}<>|!\t\\", at) - at);
    while (path.ends_with('.') || path.ends_with('/')) path.remove_suffix(1);
    if (path.size() < 7 || path.size() > longest_android_value) continue;
    ++found;
    keep({.what = What::file, .name = std::string(path)});
  }
}

void LogFacts::links(std::string_view tag, std::string_view text) {
  for (auto& link : links_in_log(text))
    keep({.what = What::link, .name = std::move(link), .how = std::string(tag)});
}

void LogFacts::named(std::string_view tag, std::string_view text) {
  each_unescaped(text, [&](std::string_view plain) {
    for (const auto app : apps_in_text(plain))
      keep({.what = What::named, .name = std::string(app), .how = std::string(tag)});
  });
}

void LogFacts::process(std::string_view name, std::string_view how, std::int64_t pid, std::string_view user,
                       std::string_view reason) {
  bool cut = false;
  name = bounded(trim(name), cut);
  if (name.empty() || cut) return;
  keep({.what = What::process,
        .name = std::string(name),
        .how = std::string(how),
        .reason = std::string(bounded(reason, cut)),
        .user = std::string(user.substr(0, 32)),
        .pid = pid});
}

void LogFacts::keep(Fact fact) {
  // Every start of a process is one; of a file, a link or an app once is enough.
  auto seed = static_cast<std::uint64_t>(fact.what) + 8 * static_cast<std::uint64_t>(fact.pid);
  if (fact.what < What::file) seed = fast_hash(fact.how, seed);
  // Names of hosts have no case.
  const bool host = fact.what == What::link && fact.name.find('/') == std::string::npos;
  const auto hash = host ? fast_hash(lower(fact.name), seed) : fast_hash(fact.name, seed);
  if (seen_.size() < most_seen && !seen_.insert(hash).second) return;
  fact.stamp = last_time_;
  fact.offset = at_;
  kept_.push_back(std::move(fact));
  if (kept_.size() < most_kept) return;
  for (const auto& one : kept_) tell(one);
  kept_.clear();
}

void LogFacts::end(std::string_view zone, std::string_view day) {
  zone_ = zone;
  if (is_date(day)) day_ = day;
  for (const auto& one : kept_) tell(one);
  kept_.clear();
}

std::string LogFacts::stamp_text(const Stamp& stamp) const {
  if (stamp.date.empty() || known(stamp.when)) return {};
  std::string out = stamp.date, said;
  if (stamp.date.size() == 5) {
    if (day_.empty()) {
      said = "year";
    } else {
      // A log reaches back and never forward; a day behind that on which it was taken is of the year before.
      int year = 0;
      std::from_chars(day_.data(), day_.data() + 4, year);
      if (std::string_view(day_).substr(5) < stamp.date) --year;
      out = std::to_string(year) + '-' + stamp.date;
    }
  }
  out += ' ' + stamp.time;
  if (zone_.empty()) said += said.empty() ? "zone" : " and zone";
  if (!zone_.empty()) out += ' ' + zone_;
  if (!said.empty()) out += " (" + said + " not known)";
  if (stamp.date.size() == 5 && !day_.empty()) out += " (year of the collection)";
  return out;
}

void LogFacts::tell(const Fact& fact) {
  const auto when = stamp_text(fact.stamp);
  switch (fact.what) {
    case What::process:
      return add_process({.pid = fact.pid,
                          .user = fact.user,
                          .how = fact.how,
                          .when = fact.stamp.when,
                          .when_text = when,
                          .reason = fact.reason},
                         fact.name, fact.offset, out_);
    case What::app:
      return out_.add(
          ProcessSeen{.app_id = {fact.name}, .how = fact.how, .when = fact.stamp.when, .when_text = when},
          fact.offset);
    case What::program:
      return out_.add(Program{.package = {"android", fact.name},
                              .state = fact.how,
                              .present = Presence::historic,
                              .app_id = {fact.name},
                              .updated_text = when,
                              .updated = fact.stamp.when},
                      fact.offset);
    case What::file:
      return out_.add(FileSeen{.path = {fact.name}, .present = Presence::historic}, fact.offset);
    case What::named:
      return out_.add(
          AppMentioned{
              .app_id = {fact.name}, .where = where_of(fact.how), .when = fact.stamp.when, .when_text = when},
          fact.offset);
    case What::link: {
      const auto where = where_of(fact.how);
      return out_.add(with_link({.where = where, .when = fact.stamp.when, .when_text = when}, fact.name),
                      fact.offset);
    }
  }
}

}  // namespace waarborg
