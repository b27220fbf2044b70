#include "evidence/descriptor.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

namespace waarborg {

Error error_of(int number) {
  switch (number) {
    case ENOENT:
      return {Fault::not_found, "no such file"};
    case ENOTDIR:
      return {Fault::not_found, "a part of the path is not a folder"};
    case EACCES:
    case EPERM:
      return {Fault::denied, "may not be opened with these rights"};
    case ELOOP:
      return {Fault::malformed, "links lead in a circle"};
    case ENAMETOOLONG:
      return {Fault::malformed, "a name is longer than the file system allows"};
    case ENXIO:
      return {Fault::unsupported, "is not a regular file"};
    case EMFILE:
    case ENFILE:
      return {Fault::io, "no descriptors left"};
    default:
      return {Fault::io, fmt::format("cannot be opened or read: {}", std::strerror(number))};
  }
}

Name::What what_of(mode_t mode) {
  if (S_ISREG(mode)) return Name::What::file;
  if (S_ISDIR(mode)) return Name::What::folder;
  if (S_ISLNK(mode)) return Name::What::link;
  return Name::What::other;
}

Time time_of(std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t most = INT64_MAX / 1'000'000 - 1;
  if (seconds > most || seconds < -most) return {};
  return from_seconds(seconds) + std::chrono::microseconds(nanoseconds / 1000 % 1'000'000);
}

}  // namespace waarborg
