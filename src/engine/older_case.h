// What a stored case cannot answer. A scan keeps only those names of a walk that somebody asked for, and with
// --keep findings little more than what it found: about what was asked later, such a case says nothing.
#pragma once
#include "casefile/case.h"
#include "engine/sought.h"
#include "indicators/index.h"

namespace waarborg {

// In ContentRow::what, of a case that does not hold every observation.
constexpr std::string_view kept_in_part = "kept";
ContentRow kept_row();

// Makes probes partial that `content`, loaded now, needs and that the case did not look for or keep.
void doubt(const std::vector<ContentRow>& of_case, const Sought& content, const Index& index,
           std::vector<CoverageRow>& coverage);

// Do the readers of names list this path wherever it stands, whatever was asked for?
bool is_always_listed(std::string_view path);

}  // namespace waarborg
