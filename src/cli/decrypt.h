// The verb decrypt of the command line.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_decrypt(CLI::App& app, int& code);

}  // namespace waarborg
