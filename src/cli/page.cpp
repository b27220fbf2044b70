#include "cli/page.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.h"

namespace waarborg {

int show_page(const Result<Page>& page, int code_when_bad) {
  if (!page) {
    std::string text;  // an error may quote names of files; its lines stay lines
    for (const auto line : split(page.error().what, '\n'))
      text += (text.empty() ? "" : "\n") + printable(line);
    std::fprintf(stderr, "waarborg: %s\n", text.c_str());
    const auto fault = page.error().fault;
    return fault == Fault::not_found || fault == Fault::unsupported || fault == Fault::malformed ? 2 : 4;
  }
  if (std::fputs(page->text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) return 4;
  return page->good ? 0 : code_when_bad;
}

std::size_t page_columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 100;
}

}  // namespace waarborg
