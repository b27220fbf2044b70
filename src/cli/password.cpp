#include "cli/password.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace waarborg {
namespace {

std::string first_line(std::FILE* in) {
  std::string line;
  line.reserve(1024);  // few copies of it are left behind
  for (int c = std::fgetc(in); c != EOF && c != '\n'; c = std::fgetc(in)) line += static_cast<char>(c);
  return line;
}

}  // namespace

Result<std::string> ask_password(const std::string& question, const std::string& file) {
  if (!file.empty()) {
    std::FILE* in = std::fopen(file.c_str(), "re");
    if (in == nullptr) return fail(Fault::not_found, "cannot open the password file " + file);
    auto line = first_line(in);
    std::fclose(in);
    if (line.empty()) return fail(Fault::malformed, "the first line of " + file + " is empty");
    return line;
  }
  termios before{};
  const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::fprintf(stderr, "%s: ", question.c_str());
  }
  auto line = first_line(stdin);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputs("\n", stderr);
  }
  if (line.empty()) return fail(Fault::malformed, "no password was given");
  return line;
}

Result<std::string> ask_new_password(const std::string& question, const std::string& file) {
  auto first = ask_password(question, file);
  if (!first || !file.empty() || isatty(STDIN_FILENO) != 1) return first;
  const auto again = ask_password("The same again", "");
  if (!again) return again;
  if (*again != *first) return fail(Fault::malformed, "the two are not the same");
  return first;
}

}  // namespace waarborg
