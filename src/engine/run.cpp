// One scan, in the order it happens.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "engine/canaries.h"
#include "engine/conclude.h"
#include "engine/coverage.h"
#include "engine/coverage_gone.h"
#include "engine/older_case.h"
#include "engine/plan.h"
#include "engine/reading.h"
#include "engine/sought.h"
#include "engine/worker.h"

namespace waarborg {
namespace {

// A copy is younger than what it is a copy of. What evidence says itself only makes it older: it may lie.
void settle_taken(EvidenceState& state) {
  auto& row = state.row;
  const bool ours = row.taken_from.empty() || row.taken_from == "newest-file";
  if (!ours || !known(state.said_taken) || (known(row.taken) && row.taken <= state.said_taken)) return;
  row.taken = state.said_taken;
  row.taken_from = "evidence";
}

}  // namespace

Result<ScanResult> scan(const ScanRequest& request) {
  auto content = load_content(request.content);
  if (!content) return pass(content.error());
  auto wanted = std::move(content->indicators);
  for (const auto& canary : canary_indicators()) wanted.push_back(canary);
  const auto looked_for = wanted.size() - canary_indicators().size();  // before refused ones are taken out
  std::vector<Index::Refused> refused;
  const auto index = Index::build(std::move(wanted), &refused);
  for (const auto& r : refused) content->notes.push_back(fmt::format("{} is not used: {}", r.id, r.why));
  Patterns patterns(all_readers(), index);

  if (request.digests) patterns.every_file = digest_reader();
  auto server = ForkServer::start([&] { prepare_workers(patterns); },
                                  [&](int socket) { serve_orders(socket, index, request.limits); });
  if (!server) return pass(server.error());
  Pool pool(**server, std::max(1u, request.jobs), request.limits);

  std::error_code unseen;
  const bool replaces = !request.case_file.empty() && std::filesystem::exists(request.case_file, unseen);
  auto writer = CaseWriter::create(request.case_file);
  if (!writer) return fail(Fault::io, fmt::format("{}: {}", request.case_file, writer.error().what));
  Summary summary;
  summary.started = Clock::now();
  for (const auto& row : content->rows) (*writer)->content(row);
  const bool keep_all = request.keep ? *request.keep == Keep::all : !request.case_file.empty();
  if (!keep_all && !request.case_file.empty()) (*writer)->content(kept_row());

  const auto canaries = send_canaries(pool, index);
  if (!canaries) return pass(canaries.error());
  auto plan = survey(request, patterns, pool);
  if (!plan) return pass(plan.error());
  Collector collected(index, **writer, request.limits, plan->evidence);
  collected.expect(plan->jobs);
  for (const auto& p : plan->problems) collected.problem(p);
  if (auto read = read_jobs(request, *plan, collected, keep_all, pool); !read) return pass(read.error());

  tell_backups_without_heart(*plan, collected);
  for (auto& state : plan->evidence) {
    settle_taken(state);
    (*writer)->evidence(state.row);
  }
  auto coverage = coverage_of(*plan, collected, *content, index, *canaries);
  std::vector<std::uint32_t> pieces;
  for (const auto& state : plan->evidence) pieces.push_back(state.row.id);
  auto listed = collected.identities().ask(content->numbers, pieces);
  std::move(listed.rows.begin(), listed.rows.end(), std::back_inserter(coverage));
  auto exploited =
      collected.systems().compare(content->exploited, content->exploited_named, phones_in(coverage), pieces);
  if (!exploited.rows.empty()) (*writer)->content(exploited_row(content->exploited));
  std::move(exploited.rows.begin(), exploited.rows.end(), std::back_inserter(coverage));
  for (const auto& row : coverage) (*writer)->coverage(row);
  Ownerships ownerships;
  for (const auto& state : plan->evidence)
    if (!state.row.ownership.empty()) ownerships[state.row.id] = state.row.ownership;
  auto findings = findings_of(collected.take_matches(), index, *content, ownerships);
  add_opinions(collected.judges(), findings);
  std::move(exploited.findings.begin(), exploited.findings.end(), std::back_inserter(findings));
  std::move(listed.findings.begin(), listed.findings.end(), std::back_inserter(findings));
  write_findings(findings, coverage, request.fail_on, index, **writer, summary);
  summary.observations = collected.observations();
  summary.files = plan->jobs.size();
  summary.problems = collected.problems();
  summary.indicators = looked_for;
  (*writer)->summary(summary);
  if (auto done = (*writer)->finish(); !done) return pass(done.error());
  auto view = (*writer)->view();
  if (!view) return pass(view.error());

  ScanResult result{std::move(*writer), std::move(*view), summary, std::move(content->notes)};
  if (replaces)
    result.notes.push_back(fmt::format("{}: takes the place of the case that was there", request.case_file));
  for (const auto& state : plan->evidence)
    if (state.row.kind == "live" && state.row.rights != "root")
      result.notes.push_back(
          fmt::format("{}: scanned without root; as root {} more folder(s) would be listed and "
                      "every database read",
                      state.row.path, state.denied.size()));
  return result;
}

}  // namespace waarborg
