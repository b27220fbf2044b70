// The verb compile on the command line.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_compile(CLI::App& app, int& code);

}  // namespace waarborg
