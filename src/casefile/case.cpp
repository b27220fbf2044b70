#include "casefile/case.h"

#include <array>

namespace waarborg {

std::string_view name_of(Status status) {
  constexpr std::array<std::string_view, status_count> names = {
      "complete", "empty", "partial", "unreadable", "unsupported-version", "absent", "not-testable"};
  const auto i = static_cast<std::size_t>(status);
  return i < names.size() ? names[i] : "unknown";
}

}  // namespace waarborg
