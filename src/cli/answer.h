// `waarborg answer`: options in, an answer out. No logic.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_answer(CLI::App& app, int& code);

}  // namespace waarborg
