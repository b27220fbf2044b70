#include "engine/assess_evidence.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "observations/registry.h"

namespace waarborg {
namespace {

std::string field(const RecordView& record, std::string_view name) {
  if (record.info == nullptr) return {};
  for (const auto& f : record.info->fields)
    if (f.name == name) return std::string(record.text(f.number));
  return {};
}

// "" when it does not show deep access: a service of one person, or one that is switched off.
std::string access_of(const RecordView& record, std::string_view reader) {
  const auto type = lower(field(record, "type")), user = lower(field(record, "user"));
  const auto name = field(record, "name");
  if (lower(field(record, "start")) == "disabled" || lower(field(record, "state")) == "masked") return {};
  if (type.find("driver") != std::string::npos) return fmt::format("the driver {} runs in the kernel", name);
  // A unit of systemd that names nobody runs as root; elsewhere nothing is known of it.
  const bool root_by_default = user.empty() && reader.starts_with("systemd");
  if (root_by_default || user == "root" || user == "localsystem")
    return fmt::format("the service {} runs with the rights of the system", name);
  return {};
}

}  // namespace

Result<std::map<std::string, std::vector<CriterionAnswer>>> statements_of_case(CaseView& view,
                                                                               const std::string& name) {
  std::map<std::string, std::vector<CriterionAnswer>> out;
  std::map<std::uint32_t, std::string> taken;
  for (const auto& e : view.evidence()) taken[e.id] = date_of(e.taken);
  std::vector<Finding> findings;
  auto visited = view.findings([&](const StoredFinding& f) {
    const std::string_view subject = f.finding.subject;
    // Those are no products: nothing can be said of their vendors.
    if (!subject.starts_with("campaign/") && !subject.starts_with("judgement/"))
      findings.push_back(f.finding);
  });
  if (!visited) return pass(visited.error());
  for (const auto& finding : findings) {
    auto& statements = out[finding.subject];
    if (finding.confidence == Confidence::lead || finding.presence != Presence::installed) continue;
    for (const auto& match : finding.because) {
      if (match.kind != "service") continue;
      std::string said;
      const auto seen = view.observation(
          match.observation, [&](const Observed& o) { said = access_of(*o.record, match.reader); });
      if (!seen) return pass(seen.error());
      if (said.empty()) continue;
      if (statements.empty())
        statements.push_back(
            {"C3", "met", "It runs with the rights of the system.", taken[finding.evidence], {}, {}});
      auto& evidence = statements.front().evidence;
      const auto origin = fmt::format("{} at {} ({})", match.file, match.offset, match.reader);
      if (std::ranges::find(evidence, origin, &CriterionEvidence::origin) == evidence.end())
        evidence.push_back({{}, taken[finding.evidence], "confirmed", said, "case " + name, origin});
    }
  }
  return out;
}

}  // namespace waarborg
