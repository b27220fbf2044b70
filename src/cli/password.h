// Passwords: from the first line of a file, or asked without an echo; never from the command line.
#pragma once
#include <string>

#include "base/result.h"

namespace waarborg {

// `file` "": asked, on the terminal when there is one, else read from standard input.
Result<std::string> ask_password(const std::string& question, const std::string& file);
Result<std::string> ask_new_password(const std::string& question, const std::string& file);  // asked twice

}  // namespace waarborg
