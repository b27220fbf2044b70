// The verbs match and report, which work on stored cases: options in, the engine's result out.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

// `code` becomes the exit code when the verb was named.
void add_match(CLI::App& app, int& code);
void add_report(CLI::App& app, int& code);

}  // namespace waarborg
