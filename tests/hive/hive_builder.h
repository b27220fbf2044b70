// Registry hives from text, so that fixtures can be read and reviewed. One line each; '#' begins a comment
// line.
//   [Key\Path] 2024-05-01T10:00:00Z   a key, with those above it; the time is when it was last written
//   NAME TYPE DATA                    a value of the key before it; "a name" may be quoted, @ is the default
//   value
//     sz, expand TEXT   multi A|B   dword, qword NUMBER   hex 00 01 ..   fill COUNT HEXBYTE   none
// Lines that begin with '!' change the hive as a whole:
//   !dirty   !minor N   !list lf|lh|li|ri   !utf16 (names)
// or make it lie once it is built, for tests of damage:
//   !patch WHAT FIELD NUMBER   WHAT: base, a [Key\Path], or [Key\Path] NAME for a value
//     base: bins, root, checksum     key: parent, subkeys, list, values, value-list, name-size, signature,
//     cell-size value: size, data, name-size, signature, cell-size, data-cell-size FIELD=@Key\Path instead of
//     NUMBER is the link of that key's cell.
// Format: Maxim Suhanov, "Windows registry file format specification".
#pragma once
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

Result<Blob> build_hive(const std::string& text);

}  // namespace waarborg
