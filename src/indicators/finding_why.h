// The one sentence for a person that says why there is a finding.
#pragma once
#include <string>
#include <vector>

#include "indicators/finding.h"

namespace waarborg {

struct WeighedMatch {
  const Match* match;
  const Indicator* indicator;
  Presence presence;  // the indicator's, else the observation's
  bool counts;        // it was counted for the confidence
};

// `matches`: strongest first, at least one. `name`: of the subject, for people.
std::string why_found(const std::vector<WeighedMatch>& matches, const std::string& name,
                      Confidence confidence, Presence presence);
// How a campaign's indicator was met: ran, installed, configured, visited, mentioned; the gravest of all
// matches.
std::string hit_class_of(const std::vector<WeighedMatch>& matches);

}  // namespace waarborg
