// Privileges of a worker: what it gives up before it meets evidence, so that a hole in the system-call filter
// alone is not yet a way to the evidence, the case or the machine. The kernel may lack some of it; the filter
// stands alone then.
#pragma once

namespace waarborg {

// Once, in the process that workers are forked from: a Landlock ruleset that permits nothing, or -1 where the
// kernel has no Landlock (before 5.13, or not switched on). The caller owns the descriptor.
int landlock_ruleset();

// In the worker: no new privileges, another user than root, no capability, no path of the file system.
// Descriptors that are open stay usable. No way back.
void drop_privileges(int ruleset);

}  // namespace waarborg
