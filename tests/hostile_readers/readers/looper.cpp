// A reader that never ends: silent, or for ever giving signs of life.
#include <unistd.h>

#include "../hostile.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  const std::uint8_t alive[] = {1, 0, 0, 0, 7};  // a frame of one byte, Say::alive
  const bool lively = as_text(file.bytes).starts_with("alive");
  for (volatile bool go_on = true; go_on;)
    if (lively && write(3, alive, sizeof alive) < 0) return;
}

}  // namespace

Reader looper() {
  return {.about = "Never ends.",
          .probe = "packages.looper",
          .paths = {"var/hostile/looper*"},
          .emits = {Program::kind},
          .read = read};
}
}  // namespace waarborg
