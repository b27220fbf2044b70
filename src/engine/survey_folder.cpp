#include "engine/survey_folder.h"

#include <fmt/core.h>

#include "base/text.h"

namespace waarborg {

void FolderSurvey::denied(const std::string& path, const Error& error) {
  state_.denied.push_back(path);
  plan_.problem(evidence_, path, error.fault, error.what, error.offset);
}

Result<> FolderSurvey::walk() {
  state_.walked = true;
  std::vector<PatternMatch> found;
  const auto seen = state_.tree->walk(
      request_.limits,
      [&](std::string_view folder, std::string_view name, Name::What what) {
        ++state_.names;
        if (state_.names % 65536 == 0 && request_.progress)
          request_.progress(fmt::format("{}: {} names", state_.row.path, state_.names));
        patterns_.match(folder, name, what, found);
        for (const auto& m : found)
          plan_.offer({.evidence = evidence_, .match = m, .what = what, .archive = {}, .path = joined(folder, name)});
        if (state_.depth == Depth::full && what == Name::What::file && names_archive(name))
          archives_.push_back({evidence_, joined(folder, name), {}});
        return true;
      },
      [&](const TreeProblem& p) { denied(p.path, {p.fault, p.why, p.offset}); });
  if (!seen) return fail(seen.error().fault, fmt::format("{}: {}", state_.row.path, seen.error().what));
  return {};
}

void FolderSurvey::known_places() {
  for (const auto& rule : patterns_.rules())
    if (!rule.anywhere) expand(rule, 0, "");
}

void FolderSurvey::expand(const Patterns::Rule& rule, std::size_t level, const std::string& folder) {
  auto& tree = *state_.tree;
  const auto& part = level < rule.parents.size() ? rule.parents[level] : rule.last;
  const bool last = level == rule.parents.size();
  const auto take = [&](const std::string& name, Name::What what) {
    const auto path = joined(folder, name);
    if (last) {
      if (!rule.names && what != Name::What::file && what != Name::What::link) return;
      plan_.offer({.evidence = evidence_,
                   .match = {.reader = rule.reader, .root = {}, .nearer = {}, .marks_root = rule.literal && !rule.names,
                             .names_only = rule.names},
                   .what = what, .archive = {}, .path = path});
    } else if (what == Name::What::folder || (what == Name::What::link && rule.literal)) {
      expand(rule, level + 1, path);
    }
  };
  if (!has_wildcard(part)) {
    if (const auto entry = tree.look(joined(folder, part))) take(part, entry->what);
    return;
  }
  const auto names = tree.list(folder);
  if (!names) {
    if (names.error().fault == Fault::denied) denied(folder, names.error());
    return;
  }
  for (const auto& n : *names)
    if (glob(part, n.path)) take(n.path, n.what);
}

}  // namespace waarborg
