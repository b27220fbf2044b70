// A reader that throws what a library might.
#include <stdexcept>

#include "../hostile.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  out.add(Program{.package = {"hostile", "seen-before-the-throw"}}, 0);
  if (as_text(file.bytes).starts_with("number")) throw 7;
  throw std::runtime_error("thrown by a hostile reader");
}

}  // namespace

Reader thrower() {
  return {.about = "Throws.",
          .probe = "packages.thrower",
          .paths = {"var/hostile/thrower*"},
          .emits = {Program::kind},
          .read = read};
}
}  // namespace waarborg
