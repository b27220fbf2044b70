// apt preferences that give packages the priority -1: apt installs no version of them. Exact names only; apt
// takes
// '*', '?', '[' and '/' as patterns. Form: apt_preferences(5).
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "outputs/artefact.h"

namespace waarborg {
namespace {

// Debian policy 5.6.1. Anything else could be a pattern, a second name or a line of its own.
bool is_debian_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return name.size() >= 2 && name.size() <= 128 && plain(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '+' || c == '-' || c == '.'; });
}

std::string why_not(const Meant& meant, bool strict) {
  const auto& i = *meant.indicator;
  if (i.type != Type::package) return fmt::format("apt knows no {}, only packages", name_of(i.type));
  if (!i.value.starts_with("deb/")) return "apt handles deb packages only";
  if (i.test != Test::exact) return "a pattern; only exact names are pinned";
  if (!is_debian_name(std::string_view(i.value).substr(4))) return "no name that a deb package may have";
  if (meant.scope != Scope::inside) return "it is open whether the directive means this product";
  if (i.weight != Weight::decisive && !strict)
    return "another maker uses this name too; --strict pins it all the same";
  return "";
}

Result<ArtefactFiles> compile(const Directive& directive, const Catalogue& catalogue,
                              const CompileOptions& options) {
  const auto* clause = clause_of(directive, options);
  const auto stamp = stamp_of(directive, options);
  if (!stamp) return pass(stamp.error());
  ArtefactFiles out;
  std::set<std::string> names;
  for (const auto& meant : meant_by(directive, *clause, catalogue)) {
    const auto& i = *meant.indicator;
    if (const auto why = why_not(meant, options.strict); !why.empty()) {
      out.unused.push_back({i.id, i.value, why});
      continue;
    }
    const auto name = i.value.substr(4);
    names.insert(name);
    out.used.push_back({i.id, i.value, fmt::format("{}: priority -1 in every architecture", name)});
    if (i.weight != Weight::decisive)
      out.besides.push_back(fmt::format("{}: packages of other makers with this name", name));
  }
  if (names.empty()) return out;
  std::string body;
  for (const auto& name : names)
    body += fmt::format(
        "Explanation: {} version {}, clause {}\nPackage: {}:any\nPin: release *\nPin-Priority: -1\n\n",
        one_line(directive.id), one_line(directive.version), one_line(clause->id), name);
  const auto file = directive.id + ".pref";
  out.files = {{file, stamped(*stamp, "#", body)}};
  out.cannot = {"It removes nothing. A version that is installed stays installed.",
                "It does not bind dpkg -i, other package managers, containers, or who may change /etc/apt.",
                "A stronger record for the same package in another file of the machine may undo it: look at "
                "the policy.",
                "It passes no client through: leave the file away where an exception runs."};
  out.install = {fmt::format("Copy {} to /etc/apt/preferences.d.", file)};
  out.check = {
      fmt::format("apt-cache policy {}  must print \"Candidate: (none)\" where a source offers it.",
                  *names.begin()),
      "apt ignores a record it does not understand and says nothing: look at the candidate, as above.",
      "Another package, say apt-cache policy base-files, must have a candidate."};
  out.roll_back = {fmt::format("Remove /etc/apt/preferences.d/{}. It works at once.", file)};
  return out;
}

}  // namespace

Artefact apt() {
  return {.about = "apt preferences: no version of the packages can be installed",
          .needs = "Debian or a relative of it",
          .makes = "ID.pref",
          .compile = compile};
}

}  // namespace waarborg
