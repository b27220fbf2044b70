// Findings as the outputs tell them: strongest first, each with its strongest match, and what a comparison
// with an older case says of it. Nothing is kept but the keys of the older case's findings (32 bytes each).
#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/digest.h"
#include "outputs/output.h"

namespace waarborg {

// confirmed, then probable, then leads; within each in the order of the case (evidence, root, subject).
Result<> each_finding(CaseView& view, const std::function<void(const StoredFinding&)>& visit);

// What one directive says of a finding; `more`: beyond the reason that the first one gives.
struct DirectiveSaid {
  std::string directive, clause, more;
};

// For people: the same thing under several directives is told once. `change` says what a comparison with an
// older case says; findings of different change stay apart. Only the group at hand is kept.
class ToldOnce {
 public:
  using Visit = std::function<void(const StoredFinding& first, const std::vector<DirectiveSaid>& directives,
                                   std::string_view change)>;
  explicit ToldOnce(Visit visit) : visit_(std::move(visit)) {}
  void add(const StoredFinding& finding, std::string_view change);  // in the order of each_finding
  void end();

 private:
  Visit visit_;
  std::optional<StoredFinding> first_;
  std::string change_;
  std::vector<DirectiveSaid> directives_;
};

// Which piece of evidence of one case is the same device or file as which of another. Two pieces are the same
// when they share a strong identifier, else a device name, else a path, else when each is the only one of its
// case.
class EvidenceLabels {
 public:
  // `older` may be nullptr: then every piece of evidence has a label of its own.
  EvidenceLabels(CaseView& now, CaseView* older);
  const std::string& now(std::uint32_t evidence) const { return label(now_, evidence); }
  const std::string& older(std::uint32_t evidence) const { return label(older_, evidence); }

 private:
  using Labels = std::vector<std::pair<std::uint32_t, std::string>>;
  static const std::string& label(const Labels& labels, std::uint32_t evidence);
  Labels now_, older_;  // sorted by id
};

// What changed between two cases. A finding is the same when subject, directive, clause, evidence, root and
// presence are: a product that went from installed to residual is one gone and one new.
class FindingChanges {
 public:
  static Result<FindingChanges> between(CaseView& now, CaseView* older);
  std::string_view change(const Finding& finding) const;  // new, same; "" without an older case
  // The findings that only the older case has.
  Result<> each_gone(const std::function<void(const StoredFinding&)>& visit);

 private:
  FindingChanges(CaseView& now, CaseView* older) : labels_(now, older), older_(older) {}
  EvidenceLabels labels_;
  CaseView* older_;
  std::set<Sha256> keys_now_, keys_older_;
};

// Names of evidence by id, for people and for views.
class EvidencePaths {
 public:
  explicit EvidencePaths(CaseView& view);
  std::string_view path(std::uint32_t evidence) const;

 private:
  std::vector<std::pair<std::uint32_t, std::string>> paths_;  // sorted by id
};

// A row of the view `coverage`.
Row coverage_row(const CoverageRow& row, const EvidencePaths& paths);

}  // namespace waarborg
