#include "outputs/account.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

constexpr std::size_t names_shown = 20;

// Confidence says how sure it is, presence what it is: what was there once may be certain and still be no use
// today, so a headline does not call it found.
CaseAccount::Degree degree_of(const Finding& finding) {
  if (finding.confidence == Confidence::lead) return CaseAccount::Degree::lead;
  if (is_only_past(finding)) return CaseAccount::Degree::historic;
  if (finding.presence == Presence::residual) return CaseAccount::Degree::residual;
  return finding.confidence == Confidence::confirmed ? CaseAccount::Degree::confirmed
                                                     : CaseAccount::Degree::probable;
}

std::string_view name_of(CaseAccount::Degree degree) {
  constexpr std::array<std::string_view, 5> names = {"lead", "historic", "residual", "probable", "confirmed"};
  return names[static_cast<std::size_t>(degree)];
}

// Two lists: what leaves a hole in the answer, and what a person must see to judge the answer.
void take_coverage(const std::vector<CoverageRow>& rows, CaseAccount& account) {
  std::map<Status, std::uint64_t> counts;
  const bool some_needed = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.needed; });
  for (const auto& row : rows) {
    ++counts[row.status];
    // With nothing loaded every probe counts.
    const bool counts_too = row.needed || !some_needed;
    if (counts_too && is_gap(row)) account.gaps.push_back(row);
    if (row.needed || is_gap(row)) account.telling.push_back(row);
  }
  account.by_status.assign(counts.begin(), counts.end());
}

}  // namespace

bool is_gap(const CoverageRow& row) {
  switch (row.status) {
    case Status::partial:
    case Status::unreadable:
    case Status::unsupported_version:
      return true;
    case Status::not_testable:
      return false;
    default:
      return !row.canary;
  }
}

Result<CaseAccount> account_of(CaseView& view) {
  CaseAccount account;
  account.summary = view.summary();
  account.examined = view.evidence().size();
  std::map<std::string, CaseAccount::Subject, std::less<>> subjects;
  const auto done = view.findings([&](const StoredFinding& stored) {
    const auto& f = stored.finding;
    auto& subject = subjects[f.subject];
    const auto degree = degree_of(f);
    // Only the strongest degree is counted: "found on 1" must not count the three with a mere hint.
    if (subject.evidence.empty() || degree > subject.degree) {
      subject = {.subject = f.subject, .name = f.name, .degree = degree, .evidence = {}};
    }
    if (degree == subject.degree) subject.evidence.insert(f.evidence);
    ++account.findings;
  });
  if (!done) return pass(done.error());
  for (auto& [name, subject] : subjects) account.subjects.push_back(std::move(subject));
  std::stable_sort(account.subjects.begin(), account.subjects.end(),
                   [](const auto& a, const auto& b) { return a.degree > b.degree; });
  const auto content = view.content();
  account.asked = account.findings != 0 || account.summary.indicators != 0 ||
                  std::any_of(content.begin(), content.end(),
                              [](const auto& row) { return row.what != "catalogue" && row.what != "kept"; });
  take_coverage(view.coverage(), account);
  return account;
}

std::vector<std::string> headlines(const CaseAccount& account, std::string_view language) {
  const auto examined = std::to_string(account.examined);
  // Three kinds of nothing: nobody asked, it is not there, it was not seen in what could be read.
  if (account.subjects.empty()) {
    if (!account.asked) return {message(language, "headline.not-asked")};
    return {message(language, account.gaps.empty() ? "headline.nothing" : "headline.nothing-but-gaps",
                    {examined})};
  }
  std::vector<std::string> out;
  for (const auto& subject : account.subjects)
    out.push_back(message(
        language,
        "headline." + std::string(name_of(subject.degree)) + (account.examined == 1 ? ".one" : ".many"),
        {printable(subject_name(language, subject.subject, subject.name)),
         std::to_string(subject.evidence.size()), examined}));
  return out;
}

std::string gap_sentence(const CaseAccount& account, std::string_view language) {
  if (account.by_status.empty()) return message(language, "gaps.no-probes");
  return account.gaps.empty() ? message(language, "gaps.none")
                              : counted(language, "gaps", account.gaps.size());
}

bool is_not_there(const CoverageRow& row) {
  return (row.status == Status::absent || row.status == Status::not_testable) && row.canary;
}

std::vector<std::string> not_there(const std::vector<CoverageRow>& rows, const EvidencePaths& paths,
                                   std::string_view language) {
  std::map<std::pair<std::uint32_t, Status>, std::vector<std::string>> probes;
  for (const auto& row : rows)
    if (is_not_there(row)) probes[{row.evidence, row.status}].push_back(row.probe);
  std::vector<std::string> out;
  for (const auto& [key, names] : probes) {
    const auto status = in_words(language, "status", name_of(key.second));
    out.push_back(message(language, "coverage.folded",
                          {std::string(paths.path(key.first)), status, join(names, ", ")}));
  }
  return out;
}

std::string gap_names(const CaseAccount& account, std::string_view language) {
  if (account.gaps.empty()) return {};
  std::vector<std::string> names;
  for (const auto& row : account.gaps) {
    auto name = printable(row.probe);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  const auto all = names.size();
  names.resize(std::min(all, names_shown));
  if (all > names_shown) names.push_back(message(language, "more", {std::to_string(all - names_shown)}));
  return message(language, "gaps.names", {join(names, ", ")});
}

}  // namespace waarborg
