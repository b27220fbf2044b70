// The verb assess: options in, the engine's page out.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_assess(CLI::App& app, int& code);

}  // namespace waarborg
