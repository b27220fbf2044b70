#include "engine/safe_output.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <climits>
#include <cstdlib>

namespace waarborg {
namespace {

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string real_path(const std::string& path) {
  char real[PATH_MAX];
  return realpath(path.c_str(), real) == nullptr ? std::string() : std::string(real);
}

// Where a file that need not be there yet would lie.
std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return real_path(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
}

bool lies_in(const std::string& place, const std::string& folder) {
  return place == folder || place.starts_with(folder + "/");
}

}  // namespace

Result<> guard_inputs(const std::vector<std::string>& inputs, const std::vector<OutputPlace>& outputs) {
  for (const auto& output : outputs) {
    struct stat out {};
    const bool there = !output.path.empty() && stat(output.path.c_str(), &out) == 0;
    if (output.path.empty() || (there && !S_ISREG(out.st_mode))) continue;
    for (const auto& input : inputs) {
      struct stat in {};
      if (stat(input.c_str(), &in) != 0) continue;  // told by whoever reads it
      // What is written under another name first must not fall on it either.
      struct stat partial {};
      const bool beside = stat((output.path + ".partial").c_str(), &partial) == 0 && is_same(partial, in);
      if ((there && is_same(out, in)) || beside)
        return fail(Fault::unsupported,
                    fmt::format("{} {} would replace {}, which is read", output.option, output.path, input));
      const auto folder = real_path(input);
      if (!S_ISDIR(in.st_mode) || folder == "/") continue;
      const auto target = real_path(output.path);
      if (lies_in(folder_of(output.path), folder) || (!target.empty() && lies_in(target, folder)))
        return fail(Fault::unsupported, fmt::format("{} {} would be written into the evidence {}",
                                                    output.option, output.path, input));
    }
  }
  return {};
}

}  // namespace waarborg
