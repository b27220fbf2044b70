// One row of an osquery table as observations. Which table it is of is told by its columns, because people
// name their queries as they like: programs, deb_packages, rpm_packages, apps, services and system_info are
// known.
#pragma once
#include "base/json.h"
#include "observations/sink.h"

namespace waarborg {

enum class OsqueryRow : std::uint8_t { added, nameless, unknown };

// `number`: of the row in its file, from 1. A package that is only known, or a key, is "added" without a
// word.
OsqueryRow add_osquery_row(Json row, std::uint64_t number, Sink& out);

// Does an object name one of its members twice? Not of what lies within them.
bool has_member_twice(Json object);

}  // namespace waarborg
