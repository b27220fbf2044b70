// A query pack of osquery. Snapshot queries, since only these log an empty answer: the row that says "asked,
// nothing there". No shard and no denylist, which would leave machines out without a word. One query a
// subject and table. Tables: osquery.io/schema; tests/enforcement/osquery_tables.sql has those that are used.
#include <fmt/core.h>

#include <map>

#include "base/json.h"
#include "base/text.h"
#include "outputs/artefact.h"

namespace waarborg {
namespace {

struct Table {
  std::string_view name, platform, columns, key;
};
constexpr Table deb = {"deb_packages", "linux", "name, version, arch, status", "name"};
constexpr Table rpm = {"rpm_packages", "linux", "name, version, release, arch", "name"};
constexpr Table units = {"systemd_units", "linux", "id, load_state, active_state, fragment_path", "id"};
constexpr Table services = {"services", "windows", "name, status, start_type, path", "name"};
constexpr Table files = {"file", "posix", "path, type, mtime", "path"};
// Makers are written with commas and dots around their words.
constexpr Table programs = {"programs", "windows", "name, version, publisher, identifying_number",
                            "' ' || replace(replace(lower(publisher), ',', ' '), '.', ' ') || ' '"};

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// In a LIKE pattern with ESCAPE '\': the text as it is.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

struct Asked {
  const Table* table = nullptr;
  std::string value;
  std::string why_not;
};

Asked asked(const Indicator& i) {
  const auto exact = i.test == Test::exact;
  if (!is_utf8(i.value) || i.value.find('\0') != std::string::npos) return {nullptr, "", "not text"};
  switch (i.type) {
    case Type::package:
      if (!exact) return {nullptr, "", "a pattern; only exact names are asked for"};
      if (i.value.starts_with("deb/")) return {&deb, i.value.substr(4), ""};
      if (i.value.starts_with("rpm/")) return {&rpm, i.value.substr(4), ""};
      return {nullptr, "", "no table of osquery for this kind of package is used"};
    case Type::service:
      if (!exact) return {nullptr, "", "a pattern; only exact names are asked for"};
      return {i.value.ends_with(".service") ? &units : &services, i.value, ""};
    case Type::path:
      if (!exact && i.test != Test::within) return {nullptr, "", "a pattern; only whole paths are asked for"};
      return {&files, i.value, ""};
    case Type::vendor: {
      const auto name = folded_name(i.value);
      if (i.test == Test::words && !name.empty()) return {&programs, name, ""};
      return {nullptr, "", "only whole words of a maker's name are asked for"};
    }
    default:
      return {nullptr, "", fmt::format("no table of osquery lists a {} as installed", name_of(i.type))};
  }
}

std::string sql(const Table& table, const std::string& subject, const std::vector<std::string>& values) {
  auto out =
      fmt::format("SELECT {} AS subject, {} FROM {} WHERE ", quoted(subject), table.columns, table.name);
  if (&table != &programs) {
    out += fmt::format("{} IN (", table.key);
    for (std::size_t i = 0; i < values.size(); ++i) out += (i == 0 ? "" : ", ") + quoted(values[i]);
    return out + ");";
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    out += fmt::format("{}{} LIKE {} ESCAPE '\\'", i == 0 ? "" : " OR ", table.key,
                       quoted("% " + escaped(values[i]) + " %"));
  return out + ";";
}

struct Question {
  const Table* table = nullptr;
  std::string subject;
  bool may = false;    // the directive may not mean what is found
  bool alone = false;  // a name that does not prove the product by itself
  std::vector<std::string> values;
};

std::string pack(const std::map<std::string, Question>& questions, const Directive& directive,
                 const Catalogue& catalogue, const Stamp& stamp) {
  JsonWriter json(2);
  json.begin_object().key("queries").begin_object();
  for (const auto& [name, q] : questions) {
    json.key(name).begin_object();
    json.member("query", sql(*q.table, q.subject, q.values));
    json.member("interval", std::int64_t{86400}).member("snapshot", true).member("denylist", false);
    json.member("platform", q.table->platform);
    json.member("description", one_line(fmt::format("{} version {}, clause {}, expires {}: {}", directive.id,
                                                    directive.version, stamp.clause, stamp.until,
                                                    catalogue.name_of_subject(q.subject))));
    json.member("value", q.may     ? "A row is a lead: the directive may not mean this product."
                         : q.alone ? "A row alone makes the product probable, not certain."
                                   : "A row is a machine that does not meet the directive.");
    json.end_object();
  }
  json.end_object().end_object();
  return json.take() + "\n";
}

Result<ArtefactFiles> compile(const Directive& directive, const Catalogue& catalogue,
                              const CompileOptions& options) {
  const auto* clause = clause_of(directive, options);
  const auto stamp = stamp_of(directive, options);
  if (!stamp) return pass(stamp.error());
  ArtefactFiles out;
  std::map<std::string, Question> questions;
  for (const auto& meant : meant_by(directive, *clause, catalogue)) {
    const auto& i = *meant.indicator;
    auto a = asked(i);
    if (a.table == nullptr) {
      out.unused.push_back({i.id, i.value, a.why_not});
      continue;
    }
    auto subject = i.subject.substr(i.subject.find('/') + 1);
    for (char& c : subject)
      if (c == '/') c = '.';
    const auto name = fmt::format("{}.{}", subject, a.table->name);
    auto& q = questions[name];
    q.table = a.table;
    q.subject = i.subject;
    q.may |= meant.scope != Scope::inside || i.weight == Weight::lead;
    q.alone |= i.weight != Weight::decisive;
    q.values.push_back(std::move(a.value));
    out.used.push_back({i.id, i.value, "query " + name});
  }
  if (questions.empty()) return out;
  const auto file = directive.id + ".pack.json";
  out.files = {{file, pack(questions, directive, catalogue, *stamp)}};
  out.cannot = {
      "It blocks and removes nothing: it asks, once a day.",
      "No row from a machine in a day is no proof: a stopped osquery, or one that gave up, says nothing. "
      "Only a snapshot that is there and empty is.",
      "Paths are looked at by themselves; files elsewhere and in containers are not seen.",
      "Exceptions change no question; whoever reads the answers weighs them."};
  out.install = {
      fmt::format("Copy {0} to /etc/osquery/packs and name it in osquery.conf: "
                  "\"packs\": {{\"{1}\": \"/etc/osquery/packs/{0}\"}}.",
                  file, one_line(directive.id))};
  out.check = {
      fmt::format("osqueryi \"SELECT name, executions, denylisted FROM osquery_schedule\" lists pack_{}_...; "
                  "executions grow and denylisted is 0.",
                  one_line(directive.id)),
      "osqueryd.snapshots.log has one line a query and day, also when nothing was found.",
      "osqueryd --config_check does not look at the queries: look at the log, as above."};
  out.roll_back = {"Take the pack out of osquery.conf."};
  return out;
}

}  // namespace

Artefact osquery() {
  return {.about = "osquery pack: asks every machine once a day, blocks nothing",
          .needs = "osquery 5 on the machines",
          .makes = "ID.pack.json",
          .blocks = false,
          .compile = compile};
}

}  // namespace waarborg
