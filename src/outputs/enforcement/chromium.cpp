// A managed policy of Chromium, Chrome and Edge on Linux: URLBlocklist. "host" stands for it and all below
// it,
// ".host" for that host alone. The file is JSON, without room for comments: its stamp is in the manifest.
// Form: chromeenterprise.google/policies/#URLBlocklist.
#include <fmt/core.h>

#include "base/json.h"
#include "outputs/blocked_domains.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t most_entries = 1000;  // what the browser takes; the rest it ignores

Result<ArtefactFiles> compile(const Directive& directive, const Catalogue& catalogue,
                              const CompileOptions& options) {
  const auto* clause = clause_of(directive, options);
  auto domains = blocked_domains(directive, *clause, catalogue, options, longest_name);
  ArtefactFiles out;
  out.unused = std::move(domains.unused);
  if (domains.all.empty()) return out;
  if (domains.all.size() > most_entries)
    return fail(Fault::too_big, fmt::format("{} domains; the browser takes {} and would ignore the rest",
                                            domains.all.size(), most_entries));
  JsonWriter json(2);
  json.begin_object().key("URLBlocklist").begin_array();
  for (const auto& d : domains.all) {
    const auto entry = d.below ? d.name : "." + d.name;
    json.value(entry);
    out.used.push_back({d.indicator->id, d.indicator->value, fmt::format("URLBlocklist \"{}\"", entry)});
  }
  json.end_array().end_object();
  out.used.insert(out.used.end(), domains.covered.begin(), domains.covered.end());
  const auto file = directive.id + ".json";
  out.files = {{file, json.take() + "\n"}};
  out.besides = std::move(domains.besides);
  out.cannot = {
      "It binds this browser only. Other browsers and all other programs go on; what is installed runs on.",
      "It passes no client through: leave the file away where an exception runs.",
      "When another file of the folder sets URLBlocklist too, the browser takes one of the two lists: "
      "put both into one file.",
      "The file itself has no room for a comment: its stamp and its SHA-256 are in manifest.json."};
  out.install = {
      fmt::format("Copy {} to /etc/chromium/policies/managed (Chromium of Debian), "
                  "/etc/opt/chrome/policies/managed (Chrome) or /etc/opt/edge/policies/managed (Edge).",
                  file)};
  const auto& probe = domains.all.front().name;
  out.check = {
      fmt::format("http://{}/ must show ERR_BLOCKED_BY_ADMINISTRATOR, and another page must load.", probe),
      "chrome://policy lists URLBlocklist with the status OK."};
  out.roll_back = {fmt::format("Remove {} from that folder. A running browser takes note by itself.", file)};
  return out;
}

}  // namespace

Artefact chromium() {
  return {.about = "Managed policy of Chromium, Chrome and Edge: the domains are blocked",
          .needs = "the browser on Linux, and its folder of managed policies",
          .makes = "ID.json",
          .compile = compile};
}

}  // namespace waarborg
