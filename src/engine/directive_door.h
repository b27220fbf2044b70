// The verbs on what a directive means: the letter to parliament, what it asks of one organisation, and what
// it would do on stored cases. Nothing enters a ledger here.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/decisions.h"

namespace waarborg {

// `what`: a file, or the id of a shipped directive. `as_of`: a day; "" is today.
Result<Page> directive_letter(const std::string& what, const std::string& language, std::size_t columns,
                              const std::string& as_of);

struct EffectiveRequest {
  std::vector<std::string> directives;  // files, folders or ids; none: all shipped ones
  std::string organisation, as_of;
  std::map<std::string, std::string, std::less<>> circumstances;  // dimension to value
  std::string language = "en";
  bool json = false;
};
// Not good: whether something binds depends on a circumstance that was not stated.
Result<Page> effective_rules(const EffectiveRequest& request);

struct DryRunRequest {
  std::string directive;
  std::vector<std::string> cases, catalogues;
  std::string language = "en";
  bool json = false;
  unsigned jobs = 2;
};
// Sets the exit code of a scan: 0 nothing met, 1 something, 3 not all could be looked at.
Result<Page> dry_run(const DryRunRequest& request, int& exit_code);

}  // namespace waarborg
