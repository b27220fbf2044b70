// Opens paths inside a root and never outside it: links, absolute ones and those with "..", are followed as
// if the root were "/". The kernel does it where it can (openat2, RESOLVE_IN_ROOT); else it is done component
// by component.
#pragma once
#include <string>

#include "evidence/descriptor.h"

namespace waarborg {

enum class Resolver : std::uint8_t { kernel, steps };

// Old kernels and the filters of some containers have no openat2.
Resolver resolver_for(int root);

// `flags` as for open(2), O_CLOEXEC is added. With O_NOFOLLOW a last link is not followed. A path that by its
// own
// ".." leaves the root is Fault::malformed; "" is the root.
Result<Descriptor> open_inside(int root, const std::string& path, int flags, Resolver resolver);
// The same for reading: O_NOATIME where the system allows it.
Result<Descriptor> open_to_read(int root, const std::string& path, int flags, Resolver resolver);

}  // namespace waarborg
