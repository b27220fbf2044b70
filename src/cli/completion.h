// Shell completion, made from the command line itself so that the two cannot differ.
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace waarborg {

std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace waarborg
