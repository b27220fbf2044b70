// Worker: a process that reads evidence. It gets an Order at a time, reads with one reader or walks an archive, matches
// what it saw against the shared index, and answers in frames. It lives in the sandbox and is replaced when it dies.
#pragma once
#include "base/limits.h"
#include "engine/patterns.h"

namespace waarborg {

// Serves orders until the socket closes. Never returns.
[[noreturn]] void serve_orders(int socket, const Index& index, Patterns& patterns, const Limits& limits);

}  // namespace waarborg
