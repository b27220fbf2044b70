#include "engine/beside_parts.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::string_view logs[] = {"wal", "journal"};
constexpr std::string_view separators = "-._ ~";

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// Where a separator and the word of a log stand, in lower case.
bool has_log(std::string_view low, std::size_t at) {
  if (at >= low.size() || separators.find(low[at]) == std::string_view::npos) return false;
  return std::ranges::any_of(logs, [&](auto log) {
    const auto rest = low.substr(at + 1);
    return rest.starts_with(log) && (rest.size() == log.size() || !is_letter(rest[log.size()]));
  });
}

// What cannot be read has been told by whoever reads it, or counts as different.
bool same_content(const Source& one, const Source& other) {
  if (one.size() != other.size()) return false;
  Blob a(64 * 1024), b(a.size());
  for (std::uint64_t at = 0; at < one.size();) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(a.size(), one.size() - at));
    if (!one.read(at, std::span(a).first(n)) || !other.read(at, std::span(b).first(n))) return false;
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n), b.begin())) return false;
    at += n;
  }
  return true;
}

}  // namespace

bool is_renamed_log(std::string_view match, std::string_view name) {
  const auto low = lower(name);
  if (!low.starts_with(lower(match))) return false;
  const auto rest = std::string_view(low).substr(match.size());
  return has_log(rest, 0) && rest != "-wal" && rest != "-journal";
}

bool may_be_renamed_log(std::string_view name) {
  if (name.size() < 5) return false;
  const auto low = lower(name);
  for (std::size_t at = 1; at < low.size(); ++at)
    if (has_log(low, at)) return true;
  return false;
}

std::vector<Beside> chosen_parts(std::span<const Beside> beside, Sink& out) {
  std::vector<Beside> chosen;
  for (const auto& one : beside) {
    const auto there = std::ranges::find(chosen, one.want, &Beside::want);
    if (there == chosen.end())
      chosen.push_back(one);
    else if (there->source->size() == 0)
      *there = one;
    else if (one.source->size() != 0 && !same_content(*there->source, *one.source))
      out.problem(Fault::unsupported,
                  one.path + " was not read: " + there->path + " is the same part of the file", 0);
  }
  return chosen;
}

}  // namespace waarborg
