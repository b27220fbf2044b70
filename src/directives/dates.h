// Dates and spans of time in directives: "2018-05-14", and ISO 8601 durations of whole units ("P30D", "P6M",
// "P2W", "P1Y", "PT72H"). Months and years end on the last day when the day does not exist. All days are
// calendar days of the directive's zone; working days are not computed, since no list of holidays is known.
#pragma once
#include <string>
#include <string_view>

#include "directives/model.h"

namespace waarborg {

bool is_time_span(std::string_view text);
std::string add_span(std::string_view date, std::string_view span);  // "" when either is none

// `when` is start_by, complete_by or target_date of this milestone: the day itself, or the span counted from
// what the milestone is relative to. "" when it depends on a discovery, on working days or on an undated
// milestone.
std::string day_of(const Directive& directive, const Milestone& milestone, std::string_view when);

}  // namespace waarborg
