// The verb directive: options in, the engine's page out.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

// `code` becomes the exit code when the verb was named.
void add_directive(CLI::App& app, int& code);

}  // namespace waarborg
