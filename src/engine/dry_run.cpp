// What a directive would do on stored cases: matched devices with the identifier that met them, and the parts
// of the directive that no case can answer.
#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/directive_door.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

struct Row {
  std::string file, device, subject, clause, force, confidence, presence, identifier, value, origin, why;
};
struct Incomplete {
  std::string file, probe, why;
};

std::string device_of(const EvidenceRow& row) {
  if (!row.device_name.empty()) return row.device_name;
  return row.identifiers.empty() ? row.path
                                 : row.identifiers.front().scheme + ":" + row.identifiers.front().value;
}

// Which parts no case can decide, one sentence each.
std::vector<std::string> not_evaluable(const Directive& d) {
  std::vector<std::string> out;
  for (const auto& s : d.subjects) {
    if (s.ref.empty()) out.push_back(fmt::format("subject {}: it names no product", s.name()));
    if (!s.versions_from.empty() || !s.versions_until.empty())
      out.push_back(fmt::format("subject {}: versions are not compared", s.ref));
    if (!s.supplied_via.empty())
      out.push_back(fmt::format("subject {}: how it was supplied ({}) cannot be seen", s.ref,
                                join(s.supplied_via, ", ")));
    if (!s.deployment.empty())
      out.push_back(
          fmt::format("subject {}: how it is deployed ({}) cannot be seen", s.ref, join(s.deployment, ", ")));
  }
  for (const auto& c : d.clauses) {
    for (const auto& [dimension, values] : c.applies_to)
      out.push_back(fmt::format("clause {}: it depends on {} ({})", c.id, dimension, join(values, ", ")));
    for (const auto& condition : c.conditions)
      if (condition.check != "automatic")
        out.push_back(fmt::format("clause {}: the condition {} is {}", c.id, condition.id, condition.check));
    if (c.target_metric == "share-of-function" || c.target_metric == "sites")
      out.push_back(fmt::format("clause {}: the target counts {}", c.id, c.target_metric));
    if (c.effect == "prohibit-purchase" || c.effect == "inform")
      out.push_back(fmt::format("clause {}: {} leaves no trace on a device", c.id, c.effect));
  }
  return out;
}

std::string forces_of(const Directive& d, const std::string& clause) {
  std::vector<std::string> out;
  for (const auto& c : d.clauses)
    if (c.id == clause)
      for (const auto& a : c.audiences) out.push_back(fmt::format("{} {}", a.force, a.selector));
  return join(out, ", ");
}

Result<> collect(CaseView& view, const std::string& file, const Directive& d, std::vector<Row>& rows,
                 std::vector<Incomplete>& incomplete) {
  std::map<std::uint32_t, std::string> devices;
  for (const auto& e : view.evidence()) devices[e.id] = device_of(e);
  for (const auto& c : view.coverage())
    if (c.needed && (c.status == Status::partial || c.status == Status::unreadable ||
                     c.status == Status::unsupported_version))
      incomplete.push_back({file, c.probe, fmt::format("{} {}", name_of(c.status), c.why)});
  auto visited = view.findings([&](const StoredFinding& stored) {
    const auto& f = stored.finding;
    if (f.directive.empty()) return;  // a lead of its own, about no directive
    Row row{file,
            devices[f.evidence],
            f.subject,
            f.clause,
            forces_of(d, f.clause),
            std::string(name_of(f.confidence)),
            std::string(name_of(f.presence)),
            f.indicator,
            {},
            {},
            f.why};
    if (!f.because.empty()) {
      row.value = f.because.front().value;
      row.origin = fmt::format("{} at {}", f.because.front().file, f.because.front().offset);
    }
    rows.push_back(std::move(row));
  });
  return visited;
}

std::string as_json(const Directive& d, const std::vector<Row>& rows,
                    const std::vector<Incomplete>& incomplete, const std::vector<std::string>& open) {
  JsonWriter out(2);
  out.begin_object().member("directive", d.id).key("matched").begin_array();
  for (const auto& r : rows)
    out.begin_object()
        .member("case", r.file)
        .member("device", r.device)
        .member("subject", r.subject)
        .member("clause", r.clause)
        .member("force", r.force)
        .member("confidence", r.confidence)
        .member("presence", r.presence)
        .member("identifier", r.identifier)
        .member("value", r.value)
        .member("origin", r.origin)
        .member("why", r.why)
        .end_object();
  out.end_array().key("incomplete").begin_array();
  for (const auto& i : incomplete)
    out.begin_object().member("case", i.file).member("probe", i.probe).member("why", i.why).end_object();
  out.end_array().key("not_evaluable").begin_array();
  for (const auto& line : open) out.value(line);
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace

Result<Page> dry_run(const DryRunRequest& request, int& exit_code) {
  MatchRequest match;
  match.cases = request.cases;
  match.content.directives = {request.directive};
  match.content.catalogues = request.catalogues;
  match.jobs = request.jobs;
  const auto content = load_content(match.content);
  if (!content) return pass(content.error());
  if (content->directives.size() != 1)
    return fail(Fault::malformed,
                request.directive + " holds more than one directive: a dry run is about one");
  const auto& d = content->directives.front();
  auto results = match_cases(match);
  if (!results) return pass(results.error());
  std::vector<Row> rows;
  std::vector<Incomplete> incomplete;
  for (std::size_t i = 0; i < results->size(); ++i) {
    const int code = (*results)[i].summary.exit_code;
    if (exit_code == 0 || (exit_code == 3 && code == 1) || code == 4) exit_code = code;
    if (auto done = collect(*(*results)[i].view, request.cases[i], d, rows, incomplete); !done)
      return pass(done.error());
  }
  const auto open = not_evaluable(d);
  Page page;
  if (request.json) {
    page.text = as_json(d, rows, incomplete, open);
    return page;
  }
  page.text = fmt::format("Dry run of {} version {} on {} case(s); nothing was recorded.\n", printable(d.id),
                          printable(d.version), request.cases.size());
  page.text += fmt::format("\nMatched: {}\n", rows.size());
  for (const auto& r : rows) {
    page.text +=
        fmt::format("  {}  {}  {} {}\n", printable(r.device), printable(r.subject), r.confidence, r.presence);
    page.text += fmt::format("    clause {}: {}\n", printable(r.clause), printable(r.force));
    page.text += fmt::format("    by {} = {} ({})\n", printable(r.identifier), printable(r.value),
                             printable(r.origin));
  }
  if (!incomplete.empty()) page.text += "\nNot looked at:\n";
  for (const auto& i : incomplete)
    page.text += fmt::format("  {}: {}: {}\n", printable(i.file), printable(i.probe), printable(i.why));
  if (!open.empty()) page.text += "\nWhat no case can answer:\n";
  for (const auto& line : open) page.text += fmt::format("  {}\n", printable(line));
  return page;
}

}  // namespace waarborg
