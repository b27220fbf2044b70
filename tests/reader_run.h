// Runs a reader over bytes in memory and keeps what it said as lines that a person can read:
//   program at=0 package="deb/kesl" version="12.1" presence=installed
//   ! truncated at=120 the last paragraph has no end
// Inside quotes '"' and '\' carry a '\', and what cannot be shown stands as \xNN or \u{NNNN}.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace waarborg {

struct Outcome {
  std::vector<std::string> records, problems;
  std::string text;         // both, in the order they came
  bool undeclared = false;  // a kind that is not in Reader::emits
  bool broken = false;      // the segment does not read back
  bool canary = false;      // a matchable field holds one of the canary's names
};

struct Input {
  std::string path;
  Bytes bytes;
  const std::map<std::size_t, Blob>* wants = nullptr;
};

// Everything the reader may touch is copied to the heap at its exact size, so that ASan sees one byte too
// far. `piece`: what a stream gives at a time; each piece is freed when the next one is asked for.
Outcome run(const Reader& reader, const Input& input, std::size_t piece);

}  // namespace waarborg
