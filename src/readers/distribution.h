// The distribution a package database belongs to, from os-release beside it: the namespace of package URLs.
#pragma once
#include <initializer_list>
#include <string>

#include "readers/reader.h"

namespace waarborg {

// ID of the first of these wanted files that can be read and is no longer than 64 KiB, in small letters; ""
// when there is none, or when it is no name by the rules of man 5 os-release: what somebody made up has no
// place in a package URL.
std::string distribution_of(const File& file, std::initializer_list<std::size_t> wants);

}  // namespace waarborg
