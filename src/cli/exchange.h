// The verbs keys, send and receive of the command line.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_exchange(CLI::App& app, int& code);

}  // namespace waarborg
