// What a case says on criterion C3, deep or wide access: drivers and services of the system that were found
// to belong to a subject.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "casefile/case.h"
#include "directives/assess.h"

namespace waarborg {

// By subject. A subject that was found without such evidence has an empty list.
Result<std::map<std::string, std::vector<CriterionAnswer>>> statements_of_case(CaseView& view,
                                                                               const std::string& name);

}  // namespace waarborg
