// A page of the engine on standard output, or its error on standard error, and the exit code for both.
#pragma once
#include "cli/terminal.h"
#include "engine/decisions.h"

namespace waarborg {

int show_page(const Result<Page>& page, int code_when_bad);
std::size_t page_columns();

}  // namespace waarborg
