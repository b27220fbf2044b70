// What the verbs say on a terminal: lines that nothing in evidence can steer, a line of progress, errors.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace waarborg {

constexpr int code_usage = 2, code_incomplete = 3, code_failed = 4;

std::size_t terminal_columns(int descriptor);
bool may_colour(int descriptor);

// Messages quote names of files and words of evidence: nothing of them may steer a terminal.
std::string harmless(std::string_view text);
void say(const std::string& line);  // on standard error
// Says it and gives the exit code: what was named on the command line and is not there, or is no such thing,
// is wrong usage; the rest failed.
int failed(const Error& error);

// One line of a terminal, written over again; nothing anywhere else, and nothing in the first two seconds.
class StatusLine {
 public:
  explicit StatusLine(bool quiet) : quiet_(quiet) {}
  ~StatusLine() { clear(); }
  void show(const std::string& line);
  void clear();

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now(), last_{};
  bool quiet_, shown_ = false;
};

}  // namespace waarborg
