// What was found, strongest first, a row each. With an older case the findings that are gone follow.
#include "outputs/findings.h"

#include "outputs/fields.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

Row row_of(const StoredFinding& stored, std::string_view evidence, std::string_view change) {
  const auto& f = stored.finding;
  // A finding whose matches were not kept still has its row.
  const Match none;
  const auto& strongest = f.because.empty() ? none : f.because.front();
  return {text_cell(change),
          text_cell(f.subject),
          text_cell(subject_name("en", f.subject, f.name)),
          text_cell(f.directive),
          text_cell(f.clause),
          text_cell(name_of(f.confidence)),
          text_cell(name_of(f.presence)),
          text_cell(f.hit_class),
          text_cell(f.indicator),
          text_cell(f.source),
          text_cell(evidence),
          text_cell(f.root),
          text_cell(strongest.file),
          number_cell(strongest.offset),
          text_cell(strongest.value),
          number_cell(f.matches),
          text_cell(f.why)};
}

Result<> rows(CaseView& view, const ReportOptions& options, const std::function<void(const Row&)>& visit) {
  auto changes = FindingChanges::between(view, options.against);
  if (!changes) return pass(changes.error());
  const EvidencePaths paths(view);
  const auto done = each_finding(view, [&](const StoredFinding& stored) {
    visit(row_of(stored, paths.path(stored.finding.evidence), changes->change(stored.finding)));
  });
  if (!done || options.against == nullptr) return done;
  const EvidencePaths older(*options.against);
  return changes->each_gone([&](const StoredFinding& stored) {
    visit(row_of(stored, older.path(stored.finding.evidence), "gone"));
  });
}

}  // namespace

View findings() {
  return {.about = "What was found, how sure it is, where, and why.",
          .columns = {{.name = "change", .change = true},
                      {.name = "subject", .for_people = false},
                      {.name = "name"},
                      {.name = "directive", .for_people = false},
                      {.name = "clause", .for_people = false},
                      {.name = "confidence"},
                      {.name = "presence"},
                      {.name = "class", .for_people = false},
                      {.name = "indicator", .for_people = false},
                      {.name = "source", .for_people = false},
                      {.name = "evidence"},
                      {.name = "root", .for_people = false},
                      {.name = "file"},
                      {.name = "offset", .for_people = false},
                      {.name = "value"},
                      {.name = "matches", .for_people = false},
                      {.name = "why", .for_people = false}},
          .rows = rows};
}

}  // namespace waarborg
