// What a directive asks of one organisation in given circumstances: each clause binds, is advice, informs,
// does not apply, or cannot be decided because a circumstance is not known. Pure. A circumstance that nobody
// stated is never taken for one that is not there.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "directives/model.h"

namespace waarborg {

struct Circumstances {
  std::string organisation;  // a selector, or below one: nl/central-government/tax-office
  std::string day;           // 2018-05-14
  // Dimension to value: location, threat-level, ownership, information, ... (vocabulary "dimension").
  std::map<std::string, std::string, std::less<>> known;
};

// In the order of strength.
enum class ClauseBinding : std::uint8_t { no, information, advice, undecided, yes };
std::string_view name_of(ClauseBinding binding);

struct Effect {
  const Directive* directive = nullptr;
  const Clause* clause = nullptr;
  ClauseBinding binding = ClauseBinding::no;
  std::string why;                        // one sentence, English
  std::vector<std::string> unverifiable;  // texts of conditions that no sensor can check, by id
};

// Every clause of every directive, in their order. The directives must outlive the result.
std::vector<Effect> effective(const std::vector<Directive>& directives, const Circumstances& circumstances);
// The one that decides: the strongest, the first of several. Null for none.
const Effect* deciding(const std::vector<Effect>& effects);

}  // namespace waarborg
