// The verb scan: options in, the engine's result out.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

// `code` becomes the exit code when the verb was named.
void add_scan(CLI::App& app, int& code);

}  // namespace waarborg
