// A page of the engine on standard output, or its error on standard error, and the exit code for both.
#pragma once
#include "engine/decisions.h"

namespace waarborg {

// What was named and is not there, or is no such thing, is wrong usage (2); the rest failed (4).
int show_page(const Result<Page>& page, int code_when_bad);
std::size_t page_columns();

}  // namespace waarborg
