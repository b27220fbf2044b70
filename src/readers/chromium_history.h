// Pages that a browser made of Chromium went to, from its History: urls are addresses, visits when each was
// gone to. A visit that a server or a page redirected to names the visit before it. Then what other tables of
// it say of addresses, and what was downloaded (chromium_downloads.h).
#pragma once
#include "readers/sqlite_tables.h"

namespace waarborg {

// `app` is "" where the browser is not known.
void read_chromium_history(const File& file, std::string_view app, std::string_view profile, Sink& out);

}  // namespace waarborg
