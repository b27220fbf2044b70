// What ran on an Apple device, from the log of its power use (*.PLSQL): in logs/powerlogs of a sysdiagnose,
// on the device as CurrentPowerlog.PLSQL and its archives. Its some 600 tables change with every version, so
// they are known by their columns: every table that names a process or an app is read, and every column that
// does (power_tables.h). Told is, a table and a process, the first and the last time, for the log has a row
// every few minutes; of network use what was sent and received, added up; of the list of apps each app, with
// those that were deleted. Times are of a clock that drifts; PLStorageOperator_EventForward_TimeOffset says
// by how much, and the row at or before a time holds, as in Apple's own statement "SELECT system FROM ...
// WHERE timestamp <= ? ORDER BY timestamp DESC LIMIT 1". Where it has none, a time is told as it is stored.
// Columns: modules powerlog_* of APOLLO, https://github.com/mac4n6/APOLLO, and statements of PowerlogCore of
// iOS 17 and 26 (seen 2026-11).
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/power_tables.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept = 500'000;

struct Who {
  std::string table, process, app, reason;
  friend bool operator<(const Who& a, const Who& b) {
    return std::tie(a.table, a.process, a.app, a.reason) < std::tie(b.table, b.process, b.app, b.reason);
  }
};
struct Span {
  PowerTime first, last;
  std::uint64_t at = 0, last_at = 0, rows = 0;
  std::int64_t wifi_in = 0, wifi_out = 0, mobile_in = 0, mobile_out = 0;
};

// "UIKitApplication:com.example.app[3f2a][rb-legacy]" is launchd's name of an app's process.
void drop_label(Who& who) {
  constexpr std::string_view label = "UIKitApplication:";
  if (!who.process.starts_with(label)) return;
  auto app = who.process.substr(label.size());
  app = app.substr(0, app.find('['));
  if (who.app.empty()) who.app = app;
  who.process.clear();
}

class PowerLog {
 public:
  PowerLog(SqliteTables& tables, Sink& out) : tables_(tables), clock_(tables), out_(out) {}

  void read() {
    const auto names = tables_.names();
    for (const auto& name : names) {
      const auto columns = PowerColumns::of(name, tables_.columns(name));
      if (columns.more) out_.problem(Fault::too_big, name + " has more columns of names than are read", 0);
      if (name == PowerColumns::apps_table && !columns.apps.empty())
        list_of_apps(columns);
      else if (columns.names_somebody())
        use(name, columns);
      found_ = found_ || columns.names_somebody();
    }
    if (!found_)
      out_.problem(Fault::unsupported_version, "no table of this power log names a process or an app", 0);
    if (kept_ == most_kept)
      out_.problem(Fault::too_big, "more processes than are kept: this is not all of them", 0);
    for (const auto& [who, span] : seen_) tell(who, span);
  }

 private:
  void use(const std::string& table, const PowerColumns& columns) {
    auto parents = columns.parent ? tables_.lookup(PowerColumns::parent_of(table), {"timestamp"})
                                  : tables_.lookup("", {});
    tables_.each(table, columns.list(), [&](const TableRow& row) {
      const auto named = named_by(table, columns, row);
      if (named.empty()) return;
      auto when = clock_.time(row, PowerColumns::when);
      if (columns.parent)
        parents.find(row.number(PowerColumns::parent_row),
                     [&](const TableRow& parent) { when = clock_.time(parent, 0); });
      for (const auto& who : named) keep(who, when, row);
    });
  }

  // The first process and the first app of a row are one; each other name is one more.
  static std::vector<Who> named_by(const std::string& table, const PowerColumns& columns,
                                   const TableRow& row) {
    std::vector<Who> out;
    std::string reason;
    if (row.has(PowerColumns::reason)) reason = "namespace " + row.text(PowerColumns::reason) + ", ";
    if (row.has(PowerColumns::code)) reason += "code " + row.text(PowerColumns::code);
    std::set<std::string> told;
    auto at = PowerColumns::names;
    const auto put = [&](const std::vector<std::string>& names, bool process, bool app) {
      bool first = true;
      for (const auto& column : names) {
        const auto n = at++;
        auto name = row.kind(n) == SqliteRow::Kind::number || row.kind(n) == SqliteRow::Kind::real
                        ? std::string()
                        : row.text(n);
        name = std::string(trim(name));
        // Several in one value.
        if (name.find(',') != name.npos)
          for (const auto part : split(name, ','))
            if (const auto one = std::string(trim(part)); told.insert((process ? "p" : "a") + one).second)
              out.push_back({table + ", " + column, process ? one : "", app ? one : "", reason});
        if (name.empty() || !told.insert((process ? "p" : "a") + name).second) continue;
        const bool joins = first && app && !process && !out.empty();
        first = false;
        if (joins && out.front().app.empty()) {
          out.front().app = name;
          continue;
        }
        Who who{out.empty() ? table : table + ", " + column, process ? name : "", app ? name : "", reason};
        drop_label(who);
        out.push_back(std::move(who));
      }
    };
    put(columns.processes, true, false);
    put(columns.apps, false, true);
    put(columns.either, true, true);
    return out;
  }

  void keep(Who who, const PowerTime& when, const TableRow& row) {
    auto at = seen_.find(who);
    if (at == seen_.end()) {
      if (kept_ == most_kept) return;
      ++kept_;
      at = seen_.emplace(std::move(who), Span{}).first;
    }
    auto& span = at->second;
    const bool dated = known(when.stored), had = known(span.first.stored);
    if (span.rows == 0 || (dated && (!had || when.stored < span.first.stored)))
      span.first = when, span.at = row.at();
    if (span.rows == 0 || (dated && (!had || when.stored > span.last.stored)))
      span.last = when, span.last_at = row.at();
    ++span.rows;
    const auto add = [&](std::int64_t& sum, std::size_t column) {
      const auto bytes = row.number(column);
      if (bytes > 0 && sum <= INT64_MAX - bytes) sum += bytes;
    };
    constexpr auto of = PowerColumns::bytes;
    add(span.wifi_in, of), add(span.wifi_out, of + 1);
    add(span.mobile_in, of + 2), add(span.mobile_out, of + 3);
  }

  void tell(const Who& who, const Span& span) {
    auto seen = process_of(who.process);
    const auto& [first, last] = std::pair(span.first.told, span.last.told);
    if (who.table == PowerColumns::network)
      return add_bounded(ProcessNetwork{.name = seen.name,
                                        .cut = seen.cut,
                                        .app_id = {who.app},
                                        .first = first.when,
                                        .last = last.when,
                                        .wifi_in = span.wifi_in,
                                        .wifi_out = span.wifi_out,
                                        .mobile_in = span.mobile_in,
                                        .mobile_out = span.mobile_out,
                                        .row = static_cast<std::int64_t>(span.at),
                                        .state = last.text},
                         span.at, out_);
    seen.app_id = {who.app};
    seen.reason = who.reason;
    say(seen, "first in " + who.table, first, span.at);
    if (span.last.stored != span.first.stored) say(seen, "last in " + who.table, last, span.last_at);
  }

  void say(ProcessSeen seen, const std::string& how, const StoredTime& when, std::uint64_t at) {
    seen.how = how;
    seen.when = when.when;
    seen.when_text = when.text;
    add_bounded(seen, at, out_);
  }

  void list_of_apps(const PowerColumns& columns) {
    SqliteTables::Columns list = {"AppBundleId?",   "AppName?",        "AppBundleVersion?",
                                  "AppExecutable?", "AppDeletedDate?", "timestamp?"};
    const auto others = list.size();
    for (const auto* names : {&columns.apps, &columns.either})
      for (const auto& name : *names)
        if (lower(name) != "appbundleid" && lower(name) != "appname") list.emplace_back(name);
    tables_.each(PowerColumns::apps_table, list, [&](const TableRow& row) {
      app(row, row.text(0));
      for (auto i = others; i < list.size(); ++i)
        if (row.kind(i) == SqliteRow::Kind::text || row.kind(i) == SqliteRow::Kind::blob)
          app(row, row.text(i));
    });
  }

  // It says what was there then, not what is there now, and not that it ran.
  void app(const TableRow& row, const std::string& id) {
    const auto name = row.text(1), version = row.text(2), file = row.text(3);
    const auto deleted = row.time(4, Epoch::unix_seconds).when;
    const bool gone = known(deleted);
    if (id.empty() && file.empty()) return;
    if (apps_.size() < most_kept &&
        !apps_.insert(id + '\n' + version + '\n' + file + (gone ? '-' : '+')).second)
      return;
    const auto when = clock_.time(row, 5).told;
    add_bounded(Program{.package = {"ios", id},
                        .version_text = version,
                        .source = "power log",
                        .state = gone ? "deleted" : "listed",
                        .description = name,
                        .present = gone ? Presence::residual : Presence::historic,
                        .app_id = {id},
                        .updated_text = gone ? std::string() : when.text,
                        .updated = gone ? deleted : when.when},
                row.at(), out_);
    if (!file.empty())
      add_bounded(PermissionGiven{.app_id = {id},
                                  .process = process_of(file).name,
                                  .permission = "app",
                                  .state = gone ? "deleted" : "registered"},
                  row.at(), out_);
  }

  SqliteTables& tables_;
  PowerClock clock_;
  Sink& out_;
  std::map<Who, Span> seen_;
  std::set<std::string> apps_;
  std::size_t kept_ = 0;
  bool found_ = false;
};

void read(const File& file, Sink& out) {
  if (auto tables = SqliteTables::open(file, out)) PowerLog(*tables, out).read();
}

bool recognise(Bytes head) {
  return is_power_log(head);
}

}  // namespace

Reader ios_powerlog() {
  return {.about = "Processes and apps that ran on an Apple device, from the log of its power use.",
          .probe = "ios.powerlog",
          .paths = device_paths({"containers/Shared/SystemGroup/*/Library/BatteryLife/CurrentPowerlog.PLSQL",
                                 "containers/Shared/SystemGroup/*/Library/BatteryLife/Archives/*.PLSQL"},
                                {"**/powerlog_*.PLSQL", "**/CurrentPowerlog.PLSQL"}),
          .wants = database_logs,
          .emits = {ProcessSeen::kind, ProcessNetwork::kind, Program::kind, PermissionGiven::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
