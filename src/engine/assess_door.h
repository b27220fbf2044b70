// The verb assess: criteria with evidence for a subject of the catalogue, for what a stored case found, or
// for evidence that is scanned first and not kept. JSON is one object and can be given back as `against`.
#pragma once
#include <string>
#include <vector>

#include "engine/decisions.h"
#include "engine/request.h"

namespace waarborg {

struct AssessRequest {
  std::string what;                     // a subject, a case, or evidence
  std::vector<std::string> directives;  // files, folders or ids of shipped ones; none: all shipped ones
  std::vector<std::string> catalogues;
  std::string rule;     // evaluated besides those of the directives
  std::string as_of;    // a day; "" is today
  std::string against;  // an older case, or an older result in JSON
  std::string language = "en";
  bool json = false;
  std::size_t columns = 100;
  unsigned jobs = 2;
  // As ScanRequest::passwords, of evidence that is scanned.
  decltype(ScanRequest::passwords) passwords;
};

// Not good: a rule could not be decided, there is nothing to assess, or not everything could be read.
Result<Page> assess_door(const AssessRequest& request);

}  // namespace waarborg
