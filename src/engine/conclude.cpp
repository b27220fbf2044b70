#include "engine/conclude.h"

#include <algorithm>

#include "engine/coverage.h"

namespace waarborg {

std::vector<Finding> findings_of(std::vector<Match> matches, const Index& index, const Sought& content,
                                 const Ownerships& ownerships) {
  std::erase_if(matches, [&](const Match& m) { return index.indicator(m.indicator).subject == "canary"; });
  return apply(content.directives, content.asked, conclude(matches, index, content.catalogue),
               content.catalogue, ownerships);
}

void add_opinions(Judges& judges, std::vector<Finding>& findings) {
  for (auto& f : judges.findings()) findings.push_back(std::move(f));
}

void write_findings(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                    std::optional<Confidence> fail_on, const Index& index, CaseWriter& out,
                    Summary& summary) {
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

std::string root_of(const std::string& job_root, const RecordView& record) {
  const auto device =
      record.kind == Program::number ? record.text(Program::device_field) : std::string_view();
  return device.empty() ? job_root : job_root + std::string(device);
}

std::string place_of(const std::string& job_file, const Reader& reader, const RecordView& record) {
  const auto path = record.kind == PathSeen::number ? record.text(1) : std::string_view();
  if (reader.shape != Shape::names || !path.starts_with('/')) return job_file;
  const bool top = job_file == "." || job_file.ends_with("!/.");
  return (top ? job_file.substr(0, job_file.size() - 1) : job_file + "/") + std::string(path.substr(1));
}

}  // namespace waarborg
