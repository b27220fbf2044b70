// The verbs directive letter, effective and dry-run: options in, the engine's page out.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

// `directive` is the verb they belong to. `code` becomes the exit code of the one that was named.
void add_directive_meaning(CLI::App& directive, int& code);

}  // namespace waarborg
