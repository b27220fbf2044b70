// The page of a scan: the answer, what was found, what that means, what was looked at, the programs.
#pragma once
#include "outputs/account.h"
#include "outputs/page.h"

namespace waarborg {

// All but the end of the page, so that what went wrong can still be said.
Result<> write_scan_page(CaseView& view, HtmlPage& page);

}  // namespace waarborg
