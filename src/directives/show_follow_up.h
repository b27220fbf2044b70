// The second half of a directive's page: what was weighed, exceptions, reports, reviews, the vendor, notices.
#pragma once
#include <string_view>

#include "directives/model.h"
#include "directives/text_page.h"

namespace waarborg {

void show_follow_up(const Directive& directive, std::string_view language, TextPage& page);

}  // namespace waarborg
