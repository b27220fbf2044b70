// CaseAccount is what is said about a case as a whole before any detail: which subjects were found on how
// many pieces of evidence, and what was not read. It is small: one entry a subject, one a gap, whatever the
// size of the case.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "outputs/findings.h"
#include "outputs/output.h"

namespace waarborg {

struct CaseAccount {
  // Ordered: what a headline says of a subject is its largest.
  enum class Degree : std::uint8_t { lead, historic, residual, probable, confirmed };
  struct Subject {
    std::string subject, name;
    Degree degree = Degree::lead;
    std::set<std::uint32_t> evidence;  // where it was found to this degree
  };
  std::vector<Subject> subjects;  // strongest first, then by name
  std::uint64_t findings = 0;
  std::size_t examined = 0;          // pieces of evidence
  std::vector<CoverageRow> gaps;     // probes that count and were not read, or not completely
  std::vector<CoverageRow> telling;  // gaps, and what is needed: the rows a person must see
  std::vector<std::pair<Status, std::uint64_t>> by_status;
  bool asked = false;  // was anything looked for at all?
  Summary summary;
};

Result<CaseAccount> account_of(CaseView& view);

// Does this row leave a hole in what can be said? Absent, empty and not testable do not.
bool is_gap(const CoverageRow& row);

// What is not there, or cannot be in such evidence. A blind reader's row is none: it says nothing.
bool is_not_there(const CoverageRow& row);
// "EVIDENCE, absent: a, b", one text a piece of evidence and status, of those rows that are not there.
std::vector<std::string> not_there(const std::vector<CoverageRow>& rows, const EvidencePaths& paths,
                                   std::string_view language);

// The sentences: one a subject (or that nothing was found), then what was not read.
std::vector<std::string> headlines(const CaseAccount& account, std::string_view language);
std::string gap_sentence(const CaseAccount& account, std::string_view language);
// "Not read, or not completely: a, b." with at most twenty names; "" without gaps.
std::string gap_names(const CaseAccount& account, std::string_view language);

}  // namespace waarborg
