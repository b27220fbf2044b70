// A reader that dies of the bytes it reads: a write through a null pointer, a stack without an end.
#include "../hostile.h"

namespace waarborg {
namespace {

int fall(int depth, volatile char* above) {
  volatile char here[4096];
  here[0] = above == nullptr ? '\0' : above[0];
  return depth < 0 ? here[0] : fall(depth + 1, here) + here[0];
}

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  if (as_text(file.bytes).starts_with("stack")) {
    fall(0, nullptr);
    return;
  }
  volatile int* nowhere = nullptr;
  *nowhere = 1;
}

}  // namespace

Reader crasher() {
  return {.about = "Dies of what it reads.",
          .probe = "packages.crasher",
          .paths = {"var/hostile/crasher*"},
          .emits = {Program::kind},
          .one_hand = true,
          .read = read};
}
}  // namespace waarborg
