// Reading: the jobs of a survey are given to workers, and what they say goes to the collector. A worker that
// dies costs its job, and of an archive the entry it read.
#pragma once
#include "engine/collect.h"
#include "engine/pool.h"
#include "engine/request.h"
#include "engine/survey.h"

namespace waarborg {

// `keep_all`: workers send every observation, not only what matched and what says whose device this is.
Result<> read_jobs(const ScanRequest& request, Survey& survey, Collector& collected, bool keep_all,
                   Pool& pool);

}  // namespace waarborg
