// What all artefacts share: which clause, which identifiers, until when, and whether it may be enforced at
// all.
#include "outputs/artefact.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "directives/dates.h"
#include "outputs/artefact_clients.h"
#include "outputs/artefact_manifest.h"

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 3> ends_use = {"remove", "prohibit-use", "replace"};

bool ends(const Clause& clause) {
  return std::ranges::find(ends_use, clause.effect) != ends_use.end();
}

bool covers(const Clause& clause, std::string_view subject) {
  return clause.subjects.empty() || std::ranges::any_of(clause.subjects, [&](const auto& ref) {
           return lies_below(subject, ref) || lies_below(ref, subject);
         });
}

// A decision that no longer stands is not enforced, and a block is no answer to a clause that asks for less.
Result<> may_enforce(const Artefact& artefact, const Directive& directive, const CompileOptions& options) {
  // The id becomes a name of files and zones; the reader of directives lets no other through.
  const bool plain =
      !directive.id.empty() && directive.id.size() <= 64 && std::ranges::all_of(directive.id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      });
  if (!plain) return fail(Fault::malformed, "the id of the directive is not a name of a-z, 0-9 and '-'");
  constexpr std::array<std::string_view, 4> over = {"suspended", "withdrawn", "superseded", "expired"};
  if (std::ranges::find(over, directive.status) != over.end())
    return fail(Fault::unsupported,
                fmt::format("{} is {}: it is not enforced", directive.id, directive.status));
  const auto today = date_of(options.now);
  if (!directive.expires.empty() && directive.expires < today)
    return fail(Fault::unsupported, fmt::format("{} expired on {}", directive.id, directive.expires));
  const auto* clause = clause_of(directive, options);
  if (clause == nullptr) {
    std::string ids;
    for (const auto& c : directive.clauses) ids += (ids.empty() ? "" : ", ") + c.id;
    return fail(Fault::not_found, fmt::format("{} has no clause \"{}\"; it has: {}", directive.id,
                                              printable(options.clause), ids));
  }
  if (artefact.blocks && !ends(*clause))
    return fail(Fault::unsupported,
                fmt::format("clause {} of {} says {}: {} would block, which is more than it asks", clause->id,
                            directive.id, clause->effect, artefact.name));
  for (const auto& e : options.exceptions)
    if (const auto why = fault_of(e); !why.empty())
      return fail(Fault::malformed, fmt::format("exception {}: {}", printable(e.id), why));
  return {};
}

}  // namespace

const Artefact* artefact_named(std::string_view name) {
  const auto& all = all_artefacts();
  const auto at = std::ranges::find(all, name, &Artefact::name);
  return at == all.end() ? nullptr : &*at;
}

const Clause* clause_of(const Directive& directive, const CompileOptions& options) {
  const auto& all = directive.clauses;
  auto at = options.clause.empty() ? std::ranges::find_if(all, ends)
                                   : std::ranges::find(all, options.clause, &Clause::id);
  if (at == all.end() && options.clause.empty()) at = all.begin();
  return at == all.end() ? nullptr : &*at;
}

std::vector<Meant> meant_by(const Directive& directive, const Clause& clause, const Catalogue& catalogue) {
  std::vector<Meant> out;
  for (const auto& entry : catalogue.entries)
    for (const auto& indicator : entry.indicators) {
      const auto scope = scope_of(directive, indicator.subject, catalogue);
      if (scope >= Scope::undecided && covers(clause, indicator.subject)) out.push_back({&indicator, scope});
    }
  return out;
}

Result<Stamp> stamp_of(const Directive& directive, const CompileOptions& options) {
  const auto* clause = clause_of(directive, options);
  const auto today = date_of(options.now);
  auto until = add_span(today, options.valid);
  if (clause == nullptr) return fail(Fault::not_found, "no such clause");
  if (until.empty())
    return fail(Fault::malformed,
                fmt::format("\"{}\" is no span of time: write P90D", printable(options.valid)));
  if (is_date(directive.expires)) until = std::min(until, directive.expires);
  for (const auto& e : options.exceptions)
    if (e.until >= today) until = std::min(until, e.until);
  return Stamp{.directive = directive.id,
               .version = directive.version,
               .clause = clause->id,
               .generated = to_text(options.now),
               .generator = "waarborg " WAARBORG_VERSION,
               .until = until};
}

std::string one_line(std::string_view text) {
  return shorten(printable(text), 160);
}

std::string stamped(const Stamp& stamp, std::string_view comment, std::string_view body) {
  std::string out;
  const auto line = [&](std::string_view name, std::string_view value) {
    out += fmt::format("{} {}: {}\n", comment, name, one_line(value));
  };
  line("directive", stamp.directive);
  line("version", stamp.version);
  line("clause", stamp.clause);
  line("generated-at", stamp.generated);
  line("generator", stamp.generator);
  line("expires", stamp.until + " (compile it again by then)");
  line("content-sha256", hex(sha256(as_bytes(body))) + " (of all lines but these)");
  return out += body;
}

Result<ArtefactFiles> compile_artefact(const Artefact& artefact, const Directive& directive,
                                       const Catalogue& catalogue, const CompileOptions& options,
                                       const std::vector<std::string>& made_from) {
  if (auto may = may_enforce(artefact, directive, options); !may) return pass(may.error());
  const auto stamp = stamp_of(directive, options);
  if (!stamp) return pass(stamp.error());
  auto made = artefact.compile(directive, catalogue, options);
  if (!made || made->files.empty()) return made;
  const ManifestOf of{artefact, directive, catalogue, options, *stamp, made_from};
  auto json = manifest_json(of, *made);
  auto text = manifest_text(of, *made);
  made->files.push_back({"manifest.json", std::move(json)});
  made->files.push_back({"MANIFEST.txt", std::move(text)});
  return made;
}

}  // namespace waarborg
