// A reader that asks for memory until it is refused.
#include <vector>

#include "../hostile.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  constexpr std::size_t piece =
      8u << 20;  // reserved and not written: the budget must count what is asked for
  std::vector<std::vector<char>> all;
  for (;;) {
    all.emplace_back();
    all.back().reserve(piece);
  }
}

}  // namespace

Reader eater() {
  return {.about = "Takes all memory.",
          .probe = "packages.eater",
          .paths = {"var/hostile/eater*"},
          .emits = {Program::kind},
          .read = read};
}
}  // namespace waarborg
