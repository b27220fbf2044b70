// Databases that lie under other names or elsewhere than their readers look: those of phones are copied by
// tools that lay files out as they like. Workers say what they are by their tables; the Plan decides whether
// that counts.
#pragma once
#include <deque>

#include "engine/plan.h"
#include "engine/pool.h"

namespace waarborg {

// Has each of state.databases recognised. They borrow `state` and `plan`. None where nothing in the evidence
// is of a group that has databases.
std::deque<PoolTask> database_tasks(EvidenceState& state, Plan& plan);

// Readers that could be meant by content alone: of a database, and of phones.
bool may_be_elsewhere(const Reader& reader);

}  // namespace waarborg
