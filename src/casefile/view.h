// A view of a case that a writer holds in memory. The database must outlive it and not be written any more.
#pragma once
#include "casefile/case.h"
#include "casefile/database.h"

namespace waarborg {

Result<std::unique_ptr<CaseView>> view_in_memory(Database& database);

}  // namespace waarborg
