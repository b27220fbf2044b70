// A reader that never ends: silent, or for ever giving signs of life, or a few of them.
#include <time.h>
#include <unistd.h>

#include <utility>

#include "../hostile.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  const std::uint8_t alive[] = {1, 0, 0, 0, 7};  // a frame of one byte, Say::alive
  const bool lively = as_text(file.bytes).starts_with("alive");
  if (as_text(file.bytes).starts_with("dribble"))
    for (time_t last = 0;;)
      if (const auto now = time(nullptr);
          now != std::exchange(last, now) && write(3, alive, sizeof alive) < 0)
        return;
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
