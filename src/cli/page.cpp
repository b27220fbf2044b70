#include "cli/page.h"

#include <unistd.h>

#include <cstdio>

namespace waarborg {

int show_page(const Result<Page>& page, int code_when_bad) {
  if (!page) return failed(page.error());
  if (std::fputs(page->text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) return code_failed;
  return page->good ? 0 : code_when_bad;
}

std::size_t page_columns() {
  return terminal_columns(STDOUT_FILENO);
}

}  // namespace waarborg
