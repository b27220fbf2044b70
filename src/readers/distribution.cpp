#include "readers/distribution.h"

#include "base/text.h"
#include "formats/assignments.h"

namespace waarborg {
namespace {

constexpr std::uint64_t longest = 64 * 1024;

}  // namespace

std::string distribution_of(const File& file, std::initializer_list<std::size_t> wants) {
  for (const auto want : wants) {
    const auto* source = file.wanted(want);
    if (source == nullptr) continue;
    const auto bytes = read_whole(*source, longest);
    if (!bytes) continue;
    std::string id;
    Assignments in(as_text(*bytes));
    for (Assignment line; in.next(line);)
      if (line.key == "ID") id = lower(line.value);
    if (id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos) return id;
  }
  return {};
}

}  // namespace waarborg
