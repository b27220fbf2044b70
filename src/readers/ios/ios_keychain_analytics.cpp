// What Apple's security services note of their own failures: hard_failures, soft_failures and all_events of
// private/var/Keychains/Analytics/*.db, each row a time (seconds since 1970) and a property list. Keys differ
// from event to event, so every text in it, also where it is the name of something else, is looked at: as the
// name of a process or an app, and for links. What an event is, and of which build, is no name. The build of
// each event gives the versions the device had. Schema: SFAnalyticsDefines.m of
// https://github.com/apple-oss-distributions/Security (seen 2026-11).
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "formats/plist_leaves.h"
#include "readers/inner_links.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 5> events = {"hard_failures", "soft_failures", "all_events", "notes",
                                                    "rockwell"};
constexpr std::size_t longest_name = 255, most_builds = 10'000;
// Of the event itself, and numbers of devices and accounts.
constexpr std::array<std::string_view, 14> no_names = {
    "altDSID",   "build",    "ckdeviceID", "deviceID", "errorDomain", "eventClass",   "eventTime",
    "eventType", "internal", "modelid",    "platform", "product",     "sfaTableName", "sfaVersion"};
static_assert(std::is_sorted(no_names.begin(), no_names.end()));

// What "hostname" or "serverURL" names is no process.
bool is_of_the_network(std::string_view key) {
  const auto name = lower(key);
  return std::ranges::any_of(std::array<std::string_view, 5>{"host", "domain", "server", "url", "endpoint"},
                             [&](auto part) { return name.find(part) != name.npos; });
}

bool may_be_a_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && text.find_first_of(" \t\r\n:") == text.npos &&
         text.find_first_not_of("0123456789.-") != text.npos;
}

class Analytics {
 public:
  Analytics(SqliteTables& tables, Sink& out) : tables_(tables), out_(out) {}

  void read() {
    bool any = false;
    for (const auto table : events) {
      any = any || tables_.has(table);
      tables_.each_if_there(table, {"timestamp", "data"}, [&](const TableRow& row) { event(table, row); });
    }
    if (!any) out_.problem(Fault::unsupported_version, "none of its tables is one of events", 0);
    for (const auto& [build, first] : builds_) {
      const auto value = build + (known(first.when) ? " at " + to_text(first.when) : std::string());
      add_bounded(SystemProperty{.name = {"os-build"}, .value = value}, first.at, out_);
    }
  }

 private:
  void event(std::string_view table, const TableRow& row) {
    const auto plist = inner_plist(row.bytes(1), std::string(table) + ", data", row.at(), out_);
    if (!plist) return;
    const auto root = plist->root();
    const auto when = row.time(0, Epoch::unix_seconds);
    build(root["build"].text(), when, row.at());
    for (std::size_t i = 0; i < root.size(); ++i) {
      const auto key = root.key(i).text();
      if (std::ranges::binary_search(no_names, key)) continue;
      if (app_of_process(key) == key) named({}, key, when, row);
      each_name_and_leaf(root[i], [&](PlistValue leaf) {
        named(key, leaf.is(PlistKind::text) ? leaf.text() : as_text(leaf.data()), when, row);
      });
    }
  }

  void named(std::string_view key, std::string_view text, const StoredTime& when, const TableRow& row) {
    if (text.empty()) return;
    const auto where = (key.empty() ? "text" : std::string(key)) + " of an event of the security services";
    add_inner_links(as_bytes(text),
                    {.where = where, .when = when.when, .when_text = when.text, .row = row.id()}, row.at(),
                    out_);
    if (is_of_the_network(key)) return;
    name(text, where, when, row);
    // "exampled[123]", "exampled:123", "exampled(123)"
    if (const auto end = text.find_first_of("[(:"); end != text.npos && !text.substr(end).starts_with("://"))
      name(text.substr(0, end), where, when, row);
  }

  void name(std::string_view text, const std::string& where, const StoredTime& when, const TableRow& row) {
    if (!may_be_a_name(text)) return;
    auto seen = process_of(text);
    if (app_of_process(text) == text) seen.app_id = {text};
    seen.how = where;
    seen.when = when.when;
    seen.when_text = when.text;
    add_bounded(seen, row.at(), out_);
  }

  void build(std::string_view text, const StoredTime& when, std::uint64_t at) {
    if (text.empty() || (builds_.size() >= most_builds && !builds_.contains(std::string(text)))) return;
    auto& first = builds_.try_emplace(std::string(text), First{when.when, at}).first->second;
    if (known(when.when) && (!known(first.when) || when.when < first.when)) first = {when.when, at};
  }

  struct First {
    Time when;
    std::uint64_t at;
  };
  SqliteTables& tables_;
  Sink& out_;
  std::map<std::string, First> builds_;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) Analytics(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_database_with(head, {"hard_failures", "soft_failures"});
}

}  // namespace

Reader ios_keychain_analytics() {
  return {.about = "Processes, apps and addresses in what the security services of iOS note of failures.",
          .probe = "ios.analytics",
          .paths = device_paths({"Keychains/Analytics/*.db"}),
          .wants = database_logs,
          .emits = {ProcessSeen::kind, LinkMentioned::kind, SystemProperty::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
