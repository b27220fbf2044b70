// What the hostile readers share: each is a stand-in for a real reader that a file has taken over. Its file
// says in its first word what to do, so that one reader shows several attacks; its canary is read decently.
#pragma once
#include <string_view>

#include "base/text.h"
#include "readers/reader.h"

namespace waarborg {

// Adds one harmless program for every file; true when that was all the file asked for.
inline bool is_decent(const File& file, Sink& out) {
  const auto text = as_text(file.bytes);
  const bool canary = text.starts_with("canary");
  if (canary || text.starts_with("decent")) {
    const std::string_view name = canary ? "waarborg-canary" : "decent-program";
    out.add(Program{.package = {"hostile", name}}, 0);
    return true;
  }
  return false;
}

}  // namespace waarborg
