// Worker: a process that reads evidence. It gets one Order, reads with one reader or walks one archive,
// matches what it saw against the shared index, answers in frames and ends. It lives in the sandbox from
// before the order on.
#pragma once
#include "base/limits.h"
#include "engine/patterns.h"

namespace waarborg {

// Once, in the process that workers are forked from: what would cost each of them time, or a call behind the
// filter.
void prepare_workers(Patterns& patterns);
// Serves one order after the other, until the socket is closed. Never returns.
[[noreturn]] void serve_orders(int socket, const Index& index, const Limits& limits);

}  // namespace waarborg
