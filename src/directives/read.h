// The two halves of read_directive: the YAML becomes JSON in base/yaml.h, and the JSON becomes the model
// here. The program carries its own directives in the JSON form.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "directives/fields.h"
#include "directives/model.h"

namespace waarborg {

// `lines`: JSON pointer to line; empty when the lines are not known.
Result<Directive> directive_of_json(Json root, const std::map<std::string, std::uint64_t>& lines,
                                    const std::string& file, std::string sha256,
                                    std::vector<DirectiveFault>& faults);

// The parts of a directive, and then what holds between them.
void read_decision(Fields& in, Directive& out);   // who, what, about which subjects, for whom, by when
void read_reasons(Fields& in, Directive& out);    // grounds, rule, counter-claims, proportionality
void read_follow_up(Fields& in, Directive& out);  // exceptions, reports, reviews, vendor, notices, signatures
void check_whole(const Directive& directive, FaultList& faults);

}  // namespace waarborg
