#include "outputs/findings.h"

#include <algorithm>
#include <tuple>

#include "outputs/row_sorter.h"

namespace waarborg {
namespace {

bool share_strong(const EvidenceRow& a, const EvidenceRow& b) {
  for (const auto& x : a.identifiers)
    for (const auto& y : b.identifiers)
      if (x.strength == "strong" && y.strength == "strong" && x.scheme == y.scheme && x.value == y.value)
        return true;
  return false;
}
bool share_name(const EvidenceRow& a, const EvidenceRow& b) {
  return !a.device_name.empty() && a.device_name == b.device_name && a.organisation == b.organisation;
}
bool share_path(const EvidenceRow& a, const EvidenceRow& b) {
  return a.path == b.path;
}

// A digest, not a fast hash: evidence that could make two keys collide could make a new finding look known.
Sha256 key_of(const Finding& finding, const std::string& evidence) {
  std::string key;
  for (const std::string_view part : {std::string_view(finding.subject), std::string_view(finding.directive),
                                      std::string_view(finding.clause), std::string_view(evidence),
                                      std::string_view(finding.root), name_of(finding.presence)})
    add_key(key, part);
  return sha256(as_bytes(key));
}

}  // namespace

Result<> each_finding(CaseView& view, const std::function<void(const StoredFinding&)>& visit) {
  // Three passes cost less than keeping findings to sort them: a case is read from its rows each time.
  for (const auto wanted : {Confidence::confirmed, Confidence::probable, Confidence::lead}) {
    const auto done = view.findings([&](const StoredFinding& stored) {
      if (stored.finding.confidence == wanted) visit(stored);
    });
    if (!done) return done;
  }
  return {};
}

void ToldOnce::add(const StoredFinding& finding, std::string_view change) {
  const auto& f = finding.finding;
  const auto thing = [](const Finding& of) {
    return std::tie(of.evidence, of.root, of.subject, of.confidence, of.presence, of.indicator, of.matches);
  };
  if (!first_ || thing(first_->finding) != thing(f) || change != change_) {
    end();
    first_ = finding;
    change_ = change;
  }
  const auto& why = first_->finding.why;
  directives_.push_back({f.directive, f.clause, f.why.starts_with(why) ? f.why.substr(why.size()) : f.why});
}

void ToldOnce::end() {
  if (first_) visit_(*first_, directives_, change_);
  first_.reset();
  directives_.clear();
}

EvidenceLabels::EvidenceLabels(CaseView& now, CaseView* older) {
  const auto ours = now.evidence();
  const auto theirs = older != nullptr ? older->evidence() : std::vector<EvidenceRow>();
  for (const auto& row : ours) now_.emplace_back(row.id, row.path + " #" + std::to_string(row.id));
  for (const auto& row : theirs) older_.emplace_back(row.id, row.path + " ~" + std::to_string(row.id));
  // A piece is paired once. The surest way goes first, over all pieces: a disk that was moved to another
  // machine keeps its path, but not its identifiers.
  std::vector<bool> taken(ours.size()), paired(theirs.size());
  const auto pair_up = [&](auto same) {
    for (std::size_t t = 0; t < theirs.size(); ++t)
      for (std::size_t o = 0; o < ours.size() && !paired[t]; ++o)
        if (!taken[o] && same(ours[o], theirs[t])) {
          older_[t].second = now_[o].second;
          taken[o] = paired[t] = true;
        }
  };
  for (const auto same : {share_strong, share_name, share_path}) pair_up(same);
  if (ours.size() == 1 && theirs.size() == 1 && !paired[0]) older_[0].second = now_[0].second;
  std::sort(now_.begin(), now_.end());
  std::sort(older_.begin(), older_.end());
}

const std::string& EvidenceLabels::label(const Labels& labels, std::uint32_t evidence) {
  static const std::string none;
  const auto at = std::lower_bound(labels.begin(), labels.end(), evidence,
                                   [](const auto& label, std::uint32_t id) { return label.first < id; });
  return at == labels.end() || at->first != evidence ? none : at->second;
}

Result<FindingChanges> FindingChanges::between(CaseView& now, CaseView* older) {
  FindingChanges changes(now, older);
  if (older == nullptr) return changes;  // nothing is read twice when nothing is compared
  auto done = now.findings([&](const StoredFinding& s) {
    changes.keys_now_.insert(key_of(s.finding, changes.labels_.now(s.finding.evidence)));
  });
  if (!done) return pass(done.error());
  done = older->findings([&](const StoredFinding& s) {
    changes.keys_older_.insert(key_of(s.finding, changes.labels_.older(s.finding.evidence)));
  });
  if (!done) return pass(done.error());
  return changes;
}

std::string_view FindingChanges::change(const Finding& finding) const {
  if (older_ == nullptr) return "";
  return keys_older_.contains(key_of(finding, labels_.now(finding.evidence))) ? "same" : "new";
}

Result<> FindingChanges::each_gone(const std::function<void(const StoredFinding&)>& visit) {
  if (older_ == nullptr) return {};
  return each_finding(*older_, [&](const StoredFinding& s) {
    if (!keys_now_.contains(key_of(s.finding, labels_.older(s.finding.evidence)))) visit(s);
  });
}

EvidencePaths::EvidencePaths(CaseView& view) {
  for (auto& row : view.evidence()) paths_.emplace_back(row.id, std::move(row.path));
  std::sort(paths_.begin(), paths_.end());
}

std::string_view EvidencePaths::path(std::uint32_t evidence) const {
  const auto at = std::lower_bound(paths_.begin(), paths_.end(), evidence,
                                   [](const auto& path, std::uint32_t id) { return path.first < id; });
  return at == paths_.end() || at->first != evidence ? std::string_view() : std::string_view(at->second);
}

}  // namespace waarborg
