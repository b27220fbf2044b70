// Newer directives and indicators over stored cases. Segments are decompressed and matched on several
// threads, each with its own view of the case; what met something is copied into a new case in memory, so
// that every output works.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <thread>

#include "engine/conclude.h"
#include "engine/coverage.h"
#include "engine/coverage_types.h"
#include "engine/older_case.h"
#include "engine/own_identities.h"
#include "engine/phone_systems.h"
#include "engine/request.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

struct Found {
  std::vector<Match> matches;
  std::map<std::uint64_t, Blob> records;  // observation → a segment of its own
  std::map<std::uint32_t, JobRow> jobs;
  OwnIdentities identities;
  PhoneSystems systems;
  std::optional<Error> error;
};

// What a device says of itself goes into the new case when a list has it, so it is kept with its record.
void gather(Bytes records, const JobRow& job, std::uint32_t first, bool identities, Found& out) {
  SegmentReader in(records);
  RecordView record;
  SegmentWriter one;
  for (std::uint32_t n = 0; in.next(record); ++n) {
    const bool identity = identities && is_own_identity(record), system = is_phone_system(record);
    if (!identity && !system) continue;
    const auto number = static_cast<std::uint64_t>(job.job) << 32 | (first + n);
    one.clear();
    one.copy(record);
    out.records.emplace(number, Blob(one.bytes().begin(), one.bytes().end()));
    out.jobs.emplace(job.job, job);
    const OwnIdentities::Place place{number, job.evidence, job.root, job.file, job.reader, job.probe};
    if (identity) out.identities.see(record, place);
    if (system) out.systems.see(record, place);
  }
}

// Which records name a system of a phone is known by the reader: not every segment is decoded for it.
bool tells_systems(std::string_view name) {
  const auto* reader = reader_named(name);
  return reader == nullptr ||
         std::find(reader->emits.begin(), reader->emits.end(), OsRelease::kind) != reader->emits.end();
}

void match_range(CaseView& view, const Index& index, bool identities, std::uint64_t from, std::uint64_t to,
                 Found& out) {
  Matcher matcher(index);
  std::vector<Hit> hits;
  RecordView record;
  SegmentWriter one;
  auto visited = view.segments(from, to, [&](const JobRow& job, std::uint32_t first, Bytes records) {
    hits.clear();
    if (!matcher.match(records, hits))
      out.error = Error{Fault::malformed, "a damaged segment of observations"};
    if (identities || tells_systems(job.reader)) gather(records, job, first, identities, out);
    if (hits.empty()) return;
    SegmentReader in(records);
    const auto* reader = reader_named(job.reader);
    std::size_t h = 0;
    for (std::uint32_t n = 0; h < hits.size() && in.next(record); ++n) {
      if (hits[h].record != n) continue;
      const auto number = static_cast<std::uint64_t>(job.job) << 32 | (first + n);
      one.clear();
      one.copy(record);
      const auto bytes = one.bytes();
      out.records.emplace(number, Blob(bytes.begin(), bytes.end()));
      out.jobs.emplace(job.job, job);
      for (; h < hits.size() && hits[h].record == n; ++h) {
        const auto* info = record.info == nullptr ? nullptr : record.info->field(hits[h].field);
        if (info == nullptr) continue;
        out.matches.push_back({.evidence = job.evidence,
                               .observation = number,
                               .indicator = hits[h].indicator,
                               .root = root_of(job.root, record),
                               .probe = job.probe,
                               .kind = std::string(record.info->name),
                               .field = std::string(info->name),
                               .value = std::string(record.text(hits[h].field)),

                               .presence = record.presence(),
                               .file = reader == nullptr ? job.file : place_of(job.file, *reader, record),
                               .reader = job.reader,
                               .offset = record.offset});
      }
    }
  });
  if (!visited) out.error = visited.error();
}

// What judgements said of a case rests on its observations alone: it holds whatever is looked for now.
Result<std::vector<Finding>> opinions_of(CaseView& view, Found& out) {
  std::vector<Finding> opinions;
  auto read = view.findings([&](const StoredFinding& stored) {
    const std::string_view subject = stored.finding.subject;
    if (!subject.starts_with("judgement/") || subject == exploited_subject) return;
    auto& f = opinions.emplace_back(stored.finding);
    for (auto& match : f.because) match.indicator = no_indicator;
  });
  if (!read) return pass(read.error());
  for (const auto& f : opinions)
    for (const auto& match : f.because) {
      auto found = view.observation(match.observation, [&](const Observed& o) {
        SegmentWriter one;
        one.copy(*o.record);
        out.records.emplace(o.number, Blob(one.bytes().begin(), one.bytes().end()));
        out.jobs.emplace(o.job->job, *o.job);
      });
      if (!found) return pass(found.error());
    }
  return opinions;
}

Result<ScanResult> match_one(const std::string& path, const Sought& content, const Index& index,
                             const MatchRequest& request, std::uint64_t looked_for) {
  auto view = CaseView::open(path);
  if (!view) return fail(view.error().fault, fmt::format("{}: {}", path, view.error().what));
  const auto total = (*view)->segment_count();
  const auto threads = std::clamp<std::uint64_t>(request.jobs, 1, std::max<std::uint64_t>(1, total / 4));
  std::vector<Found> parts(threads);
  {
    std::vector<std::jthread> running;
    for (std::uint64_t t = 0; t < threads; ++t)
      running.emplace_back([&, t] {
        auto own = CaseView::open(path);
        if (!own) {
          parts[t].error = own.error();
          return;
        }
        match_range(**own, index, !content.numbers.empty(), total * t / threads, total * (t + 1) / threads,
                    parts[t]);
      });
  }
  auto writer = CaseWriter::create("");
  if (!writer) return pass(writer.error());
  auto& out = **writer;
  ScanResult result;
  std::vector<Match> matches;
  std::map<std::uint32_t, JobRow> jobs;
  std::vector<ProblemRow> added;
  OwnIdentities identities;
  PhoneSystems systems;
  Found kept;
  auto opinions = opinions_of(**view, kept);
  if (!opinions) return fail(opinions.error().fault, fmt::format("{}: {}", path, opinions.error().what));
  for (auto& part : parts) {
    kept.records.merge(part.records);
    identities.take(std::move(part.identities));
    systems.take(std::move(part.systems));
    if (part.error)
      added.push_back({0, path, part.error->offset, part.error->fault, part.error->what, "case"});
    std::move(part.matches.begin(), part.matches.end(), std::back_inserter(matches));
    jobs.insert(part.jobs.begin(), part.jobs.end());
  }
  jobs.insert(kept.jobs.begin(), kept.jobs.end());
  auto summary = (*view)->summary();
  summary.started = Clock::now();
  summary.confirmed = summary.probable = summary.leads = 0;
  summary.indicators = looked_for;
  for (const auto& row : content.rows) out.content(row);
  for (const auto& [number, job] : jobs) out.job(job);
  for (const auto& [number, bytes] : kept.records)
    out.segment(static_cast<std::uint32_t>(number >> 32), static_cast<std::uint32_t>(number), 1, bytes);
  const auto evidence = (*view)->evidence();
  for (const auto& row : evidence) out.evidence(row);
  // The canaries of the scan speak for what its readers saw; what is needed may be other probes now.
  auto coverage = (*view)->coverage();
  const auto needed = needed_probes(content, index, {});
  for (auto& row : coverage) {
    row.needed = row.probe == names_probe || row.probe == archives_probe || row.probe == evidence_probe ||
                 row.probe == backups_probe || row.probe == packages_probe || needed.contains(row.probe) ||
                 std::any_of(evidence.begin(), evidence.end(), [&](const EvidenceRow& e) {
                   return e.id == row.evidence && is_of_lone_file(e.kind, row.probe);
                 });
  }
  std::erase_if(coverage, [](const auto& row) {  // of that day
    return row.probe == indicators_probe || row.probe == numbers_probe || row.probe == exploited_probe ||
           row.probe.starts_with(untestable_probes);
  });
  std::map<std::uint32_t, std::set<std::string>> read;
  for (const auto& row : coverage)
    if (row.files != 0) read[row.evidence].insert(row.probe);
  doubt((*view)->content(), content, index, coverage);
  for (const auto& row : evidence) {
    auto untestable = untestable_rows(row.id, read[row.id], tell_digests(read[row.id]), index);
    const bool none = are_all_types(untestable, index);
    std::ranges::move(untestable, std::back_inserter(coverage));
    if (auto useless = feeds_row(row.id, content, none)) coverage.push_back(std::move(*useless));
  }
  std::vector<std::uint32_t> pieces;
  for (const auto& row : evidence) pieces.push_back(row.id);
  auto listed = identities.ask(content.numbers, pieces);
  std::move(listed.rows.begin(), listed.rows.end(), std::back_inserter(coverage));
  auto exploited = systems.compare(content.exploited, content.exploited_named, phones_in(coverage), pieces);
  if (!exploited.rows.empty()) out.content(exploited_row(content.exploited));
  std::move(exploited.rows.begin(), exploited.rows.end(), std::back_inserter(coverage));
  for (const auto& row : coverage) out.coverage(row);
  if (auto copied = (*view)->problems([&](const ProblemRow& p) { out.problem(p); }); !copied)
    return pass(copied.error());
  for (const auto& p : added) {
    out.problem(p);
    ++summary.problems;
  }
  if (auto copied = (*view)->programs([&](const ProgramRow& p) { out.program(p); }); !copied)
    return pass(copied.error());
  Ownerships ownerships;
  for (const auto& row : evidence)
    if (!row.ownership.empty()) ownerships[row.id] = row.ownership;
  auto findings = findings_of(std::move(matches), index, content, ownerships);
  std::move(opinions->begin(), opinions->end(), std::back_inserter(findings));
  std::move(exploited.findings.begin(), exploited.findings.end(), std::back_inserter(findings));
  std::move(listed.findings.begin(), listed.findings.end(), std::back_inserter(findings));
  write_findings(findings, coverage, request.fail_on, index, out, summary);
  if (!added.empty() && summary.exit_code == 0) summary.exit_code = 3;
  summary.incomplete |= !added.empty();
  out.summary(summary);
  if (auto done = out.finish(); !done) return pass(done.error());
  auto seen = out.view();
  if (!seen) return pass(seen.error());
  result.writer = std::move(*writer);
  result.view = std::move(*seen);
  result.summary = summary;
  return result;
}

}  // namespace

Result<std::vector<ScanResult>> match_cases(const MatchRequest& request) {
  auto content = load_content(request.content);
  if (!content) return pass(content.error());
  auto wanted = std::move(content->indicators);
  for (auto& canary : canary_indicators()) wanted.push_back(canary);
  const auto all = wanted.size() - canary_indicators().size();
  std::vector<Index::Refused> refused;
  const auto index = Index::build(std::move(wanted), &refused);
  const auto looked_for = all - refused.size();
  std::vector<ScanResult> out;
  for (const auto& path : request.cases) {
    auto one = match_one(path, *content, index, request, looked_for);
    if (!one) return pass(one.error());
    one->notes = content->notes;
    for (const auto& r : refused) one->notes.push_back(fmt::format("{} is not used: {}", r.id, r.why));
    out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace waarborg
