// Sandbox: what a worker may still do once it meets evidence. Memory beyond a budget, new processes, sockets,
// opening or naming any file: refused by the kernel (seccomp, rlimits, and behind them no privileges,
// engine/privileges.h). What remains is reading and writing the descriptors it was handed.
#pragma once
#include "base/limits.h"
#include "base/result.h"

namespace waarborg {

// Once, in the process that workers are forked from. What goes wrong is told by enter_sandbox().
void prepare_sandbox();
// Closes every descriptor but `socket` and locks the process in. No way back.
Result<> enter_sandbox(int socket, const Limits& limits);

}  // namespace waarborg
