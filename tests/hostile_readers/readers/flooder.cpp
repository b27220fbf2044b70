// A reader that tells without an end: programs, or problems.
#include "../hostile.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  const bool problems = as_text(file.bytes).starts_with("problems");
  for (std::uint64_t n = 0;; ++n) {
    if (problems)
      out.problem(Fault::malformed, "one more of very many", n);
    else
      out.add(Program{.package = {"hostile", "one-more-of-very-many"}}, n);
  }
}

}  // namespace

Reader flooder() {
  return {.about = "Tells without an end.",
          .probe = "packages.flooder",
          .paths = {"var/hostile/flooder*"},
          .emits = {Program::kind},
          .read = read};
}
}  // namespace waarborg
