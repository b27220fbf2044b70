#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/text.h"

namespace waarborg {

std::size_t terminal_columns(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  // Of a pipe nobody knows it, unless who reads it says so.
  const char* said = std::getenv("COLUMNS");
  const auto columns = said == nullptr ? 0 : std::strtoul(said, nullptr, 10);
  return columns >= 40 && columns <= 1000 ? columns : 100;
}

bool may_colour(int descriptor) {
  const char* no = std::getenv("NO_COLOR");
  return isatty(descriptor) == 1 && (no == nullptr || *no == '\0');
}

std::string harmless(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += printable(text.substr(at, end - at));
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

void say(const std::string& line) {
  std::fprintf(stderr, "%s\n", harmless(line).c_str());
}

int failed(const Error& error) {
  std::fprintf(stderr, "waarborg: %s\n", harmless(error.what).c_str());
  return error.fault == Fault::not_found || error.fault == Fault::unsupported ||
                 error.fault == Fault::malformed
             ? code_usage
             : code_failed;
}

void StatusLine::show(const std::string& line) {
  const auto now = std::chrono::steady_clock::now();
  if (quiet_ || isatty(STDERR_FILENO) != 1 || now - begun_ < std::chrono::seconds(2) ||
      now - last_ < std::chrono::milliseconds(200))
    return;
  last_ = now;
  shown_ = true;
  std::fprintf(stderr, "\r\033[K%s", shorten(printable(line), terminal_columns(STDERR_FILENO) - 1).c_str());
  std::fflush(stderr);
}

void StatusLine::clear() {
  if (std::exchange(shown_, false)) std::fputs("\r\033[K", stderr);
}

}  // namespace waarborg
