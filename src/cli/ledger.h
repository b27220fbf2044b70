// `waarborg ledger`: options in, a page out. No logic.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_ledger(CLI::App& app, int& code);

}  // namespace waarborg
