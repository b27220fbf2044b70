#include "engine/conclude.h"

#include <algorithm>

#include "base/text.h"
#include "engine/coverage.h"

namespace waarborg {

std::vector<Finding> findings_of(std::vector<Match> matches, const Index& index, const Sought& content) {
  std::erase_if(matches, [&](const Match& m) { return index.indicator(m.indicator).subject == "canary"; });
  return apply(content.directives, content.asked, conclude(std::move(matches), index, content.catalogue),
               content.catalogue);
}

void add_opinions(Judges& judges, std::vector<Finding>& findings) {
  for (auto& f : judges.findings()) findings.push_back(std::move(f));
}

void write_findings(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                    std::optional<Confidence> fail_on, const Index& index, CaseWriter& out, Summary& summary) {
  std::set<std::uint32_t> met;
  for (const auto& f : findings) {
    out.finding(f, index);
    (f.confidence == Confidence::confirmed  ? summary.confirmed
     : f.confidence == Confidence::probable ? summary.probable
                                            : summary.leads)++;
    for (const auto& m : f.because)
      if (m.indicator != no_indicator) met.insert(m.indicator);
  }
  summary.matched_indicators = met.size();
  summary.exit_code = exit_code_of(findings, coverage, fail_on, summary.incomplete);
}

std::string canary_path(const Reader& reader) {
  if (reader.paths.empty()) return "waarborg-canary";
  std::string out;
  std::string_view pattern = reader.paths[0];
  if (pattern.starts_with("**/")) pattern.remove_prefix(3);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '*') {
      out += pattern[i];
      continue;
    }
    while (i + 1 < pattern.size() && pattern[i + 1] == '*') ++i;
    out += "waarborg-canary";
  }
  return out;
}

std::vector<Name> canary_names(std::string_view listing) {
  std::vector<Name> out;
  for (const auto line : split(listing, '\n')) {
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    Name name{.path = std::string(line.substr(blank + 1)), .what = Name::What::other};
    for (const auto what : {Name::What::file, Name::What::folder, Name::What::link})
      if (line.substr(0, blank) == name_of(what)) name.what = what;
    out.push_back(std::move(name));
  }
  return out;
}

}  // namespace waarborg
