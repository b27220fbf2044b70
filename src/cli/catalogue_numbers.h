// `waarborg catalogue numbers`: options in, a page out. No logic.
#pragma once

namespace CLI {
class App;
}

namespace waarborg {

void add_catalogue_numbers(CLI::App& catalogue, int& code);

}  // namespace waarborg
