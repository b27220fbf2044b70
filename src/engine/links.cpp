#include "engine/links.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr unsigned most_links = 40;  // as the kernel

// Junctions of Windows name a drive, "C:\\Users", as it is or behind the mark of the kernel's own names. The
// evidence is that drive.
std::string target_of(std::string target) {
  const auto colon = target.find(':');
  if (colon == std::string::npos || (colon != 1 && !target.starts_with("/?"
                                                                       "?/")))
    return target;
  target.erase(0, colon + 1);
  std::replace(target.begin(), target.end(), '\\', '/');
  return target.starts_with('/') ? target : "/" + target;
}

}  // namespace

Followed follow_links(std::string_view path, const LookAt& look) {
  std::vector<std::string> ahead;  // the next part is at the end
  const auto push = [&](std::string_view more) {
    const auto parts = split(more, '/');
    ahead.insert(ahead.end(), parts.rbegin(), parts.rend());
  };
  push(path);
  Followed out{.end = Followed::End::there, .what = Name::What::folder, .path = {}};
  for (unsigned links = 0; !ahead.empty();) {
    const auto part = std::move(ahead.back());
    ahead.pop_back();
    if (part.empty() || part == ".") continue;
    const auto above = out.path.rfind('/');
    if (part == "..") {
      out.path.resize(above == std::string::npos ? 0 : above);
      out.what = Name::What::folder;
      continue;
    }
    const auto here = out.path.size();
    out.path += (out.path.empty() ? "" : "/") + part;
    const auto entry = look(out.path);
    if (!entry || out.what != Name::What::folder) {
      out.end = Followed::End::nothing;
      return out;
    }
    out.what = entry->what;
    if (entry->what != Name::What::link) continue;
    if (++links > most_links) {
      out.end = Followed::End::too_many;
      return out;
    }
    const auto target = target_of(entry->target);
    out.path.resize(target.starts_with('/') || entry->hard ? 0 : here);
    out.what = Name::What::folder;
    push(target);
    if (target.empty()) {
      out.end = Followed::End::nothing;
      return out;
    }
  }
  return out;
}

std::string why_astray(const Followed& followed) {
  if (followed.end == Followed::End::too_many)
    return "is a link in a circle: what it stands for was not read";
  return fmt::format(
      "is a link that leads out of the evidence: there is no /{}, so what it stands for was not read",
      shorten(printable(followed.path), 200));
}

}  // namespace waarborg
