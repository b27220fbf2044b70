#include "formats/purl_parts.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace waarborg {
namespace {

std::string decoded(std::string_view text) {
  return to_utf8(percent_decoded(text));
}

// Takes what stands behind the last `mark` off the end; "" without one.
std::string_view take_behind(std::string_view& s, char mark) {
  const auto at = s.rfind(mark);
  if (at == std::string_view::npos) return {};
  const auto taken = s.substr(at + 1);
  s = s.substr(0, at);
  return taken;
}

}  // namespace

std::optional<PurlParts> read_purl(std::string_view purl) {
  purl = trim(purl);
  if (lower(purl.substr(0, 4)) != "pkg:") return {};
  purl.remove_prefix(4);
  PurlParts out;
  take_behind(purl, '#');
  for (const auto qualifier : split(take_behind(purl, '?'), '&'))
    if (qualifier.starts_with("arch=")) out.architecture = decoded(qualifier.substr(5));
  while (purl.starts_with('/')) purl.remove_prefix(1);
  while (purl.ends_with('/')) purl.remove_suffix(1);
  const auto slash = purl.find('/');
  if (slash == std::string_view::npos) return {};
  out.type = lower(purl.substr(0, slash));
  purl.remove_prefix(slash + 1);
  // An '@' before the last '/' is a scope that was not encoded, one at the front of the name as well.
  const auto at = purl.rfind('@');
  const auto last = purl.rfind('/');
  const auto name_begins = last == std::string_view::npos ? 0 : last + 1;
  if (at != std::string_view::npos && at > name_begins) out.version = decoded(take_behind(purl, '@'));
  for (const auto segment : split(purl.substr(0, name_begins), '/')) {
    if (segment.empty()) continue;
    if (!out.space.empty()) out.space += '/';
    out.space += decoded(segment);
  }
  out.name = decoded(purl.substr(name_begins));
  if (out.type.empty() || out.name.empty()) return {};
  return out;
}

PackageName package_of(const PurlParts& parts) {
  constexpr std::array<std::string_view, 10> alone = {"alpm",    "apk",   "cargo", "deb",  "gem",
                                                      "generic", "nuget", "opkg",  "pypi", "rpm"};
  PackageName out{parts.type, parts.name};
  if (!parts.space.empty() && std::find(alone.begin(), alone.end(), parts.type) == alone.end())
    out.name = parts.space + '/' + parts.name;
  if (parts.type == "pypi") {  // there '_' and capitals make no difference
    out.name = lower(out.name);
    std::replace(out.name.begin(), out.name.end(), '_', '-');
  }
  return out;
}

}  // namespace waarborg
