#include "outputs/artefact_manifest.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "outputs/artefact_clients.h"

namespace waarborg {
namespace {

using Lines = std::vector<std::string>;

const Clause& clause_in(const ManifestOf& of) {
  return *clause_of(of.directive, of.options);
}

struct Passed {
  const PassThrough* exception;
  std::string state;  // "" when it is compiled in
};

std::vector<Passed> passed(const ManifestOf& of, const ArtefactFiles& made) {
  std::vector<Passed> out;
  for (const auto& e : of.options.exceptions) {
    std::string state;
    if (!runs_on(e, of.options.now))
      state = "ended: not compiled in";
    else if (!made.passes)
      state = "this target passes no client through: leave the files away on that machine";
    out.push_back({&e, std::move(state)});
  }
  return out;
}

// What somebody must weigh before this is switched on, out of the directive itself.
Lines before(const ManifestOf& of) {
  Lines out;
  const auto& d = of.directive;
  const auto& clause = clause_in(of);
  if (d.status == "draft") out.push_back("The directive is a draft: nobody has decided this yet.");
  if (d.effective > date_of(of.options.now))
    out.push_back("The directive takes effect on " + d.effective + ".");
  for (const auto& a : clause.audiences)
    if (a.force == "advice" || a.force == "information")
      out.push_back(fmt::format("For {} this is {}: it decides itself.", a.selector, a.force));
  if (of.artefact.blocks && clause.replacement_required && clause.replacement_order == "before-removal")
    out.push_back(
        "The directive wants the replacement first. Where the product still runs, this leaves it without "
        "updates: replace it there before.");
  for (const auto& a : clause.applies_to)
    out.push_back(fmt::format("The clause is for {} {} only; this target cannot tell. Install it there only.",
                              a.dimension, join(a.values, " or ")));
  if (!of.options.exceptions.empty() && !d.exceptions)
    out.push_back("The directive has no rule for exceptions; those below are of whoever compiled this.");
  for (const auto& s : d.subjects) {
    if (!s.supplied_via.empty() || !s.deployment.empty())
      out.push_back(
          fmt::format("The directive means {} only when supplied or run in a certain way ({}); this target "
                      "cannot tell.",
                      s.ref, join(s.supplied_via.empty() ? s.deployment : s.supplied_via, ", ")));
    for (const auto& e : s.exclusions)
      out.push_back(
          fmt::format("Not meant, and its identifiers are not in it: {}.", of.catalogue.name_of_subject(e)));
  }
  return out;
}

void write_lines(JsonWriter& json, std::string_view name, const Lines& lines) {
  json.key(name).begin_array();
  for (const auto& line : lines) json.value(line);
  json.end_array();
}

void write_uses(JsonWriter& json, std::string_view name, std::string_view said,
                const std::vector<IdentifierUse>& uses) {
  json.key(name).begin_array();
  for (const auto& u : uses)
    json.begin_object().member("id", u.id).member("value", u.value).member(said, u.said).end_object();
  json.end_array();
}

// A paragraph of at most 100 columns, each line after the first set in.
void put(std::string& out, std::string_view first, std::string_view text) {
  std::string line(first);
  const std::string indent(first.size(), ' ');
  const auto safe = printable(text);
  for (const auto word : words(safe)) {
    if (line.size() > first.size() && display_width(line) + 1 + display_width(word) > 100) {
      out += line + "\n";
      line = indent;
    }
    if (line.size() > first.size()) line += ' ';
    line += word;
  }
  out += line + "\n";
}

void section(std::string& out, std::string_view title, const Lines& lines) {
  if (lines.empty()) return;
  out += fmt::format("\n{}\n", title);
  for (const auto& line : lines) put(out, "  - ", line);
}

Lines told(const std::vector<IdentifierUse>& uses) {
  Lines out;
  for (const auto& u : uses) out.push_back(fmt::format("{}: {}", u.value, u.said));
  return out;
}

}  // namespace

std::string manifest_json(const ManifestOf& of, const ArtefactFiles& made) {
  const auto& clause = clause_in(of);
  JsonWriter json(2);
  json.begin_object().member("format", std::int64_t{1}).member("target", of.artefact.name);
  json.key("directive").begin_object().member("id", of.directive.id).member("version", of.directive.version);
  json.member("status", of.directive.status).member("sha256", of.directive.sha256);
  json.member("issuer", of.directive.issuer).end_object();
  json.key("clause").begin_object().member("id", clause.id).member("effect", clause.effect);
  json.member("text", clause.text.in("en")).end_object();
  json.key("audiences").begin_array();
  for (const auto& a : clause.audiences)
    json.begin_object().member("selector", a.selector).member("force", a.force).end_object();
  json.end_array();
  json.member("generated", of.stamp.generated).member("generator", of.stamp.generator);
  json.member("expires", of.stamp.until).member("strict", of.options.strict);
  json.member("blocks", of.artefact.blocks);
  write_lines(json, "made_from", of.made_from);
  json.key("files").begin_array();
  for (const auto& f : made.files) {
    json.begin_object().member("name", f.name).member("sha256", hex(sha256(as_bytes(f.bytes))));
    json.member("bytes", static_cast<std::int64_t>(f.bytes.size())).end_object();
  }
  json.end_array();
  write_uses(json, "enforces", "as", made.used);
  write_uses(json, "not_expressible", "why", made.unused);
  write_lines(json, "before", before(of));
  write_lines(json, "cannot", made.cannot);
  write_lines(json, "breaks_besides", made.besides);
  json.key("exceptions").begin_array();
  for (const auto& p : passed(of, made)) {
    json.begin_object().member("id", p.exception->id).member("client", p.exception->client);
    json.member("until", p.exception->until).member("compiled", p.state.empty());
    if (!p.state.empty()) json.member("why_not", p.state);
    json.end_object();
  }
  json.end_array();
  write_lines(json, "install", made.install);
  write_lines(json, "check", made.check);
  write_lines(json, "roll_back", made.roll_back);
  json.end_object();
  return json.take() + "\n";
}

std::string manifest_text(const ManifestOf& of, const ArtefactFiles& made) {
  const auto& clause = clause_in(of);
  std::string out;
  put(out, "", fmt::format("{}: {}", of.artefact.name, of.artefact.about));
  out += "\n";
  put(out, "Directive   ",
      fmt::format("{} version {}, {}", of.directive.id, of.directive.version, of.directive.status));
  put(out, "Clause      ", fmt::format("{} ({}): {}", clause.id, clause.effect, clause.text.in("en")));
  for (const auto& a : clause.audiences)
    put(out, "For         ",
        fmt::format("{}, {}", a.name.in("en").empty() ? a.selector : a.name.in("en"), a.force));
  put(out, "Made        ", fmt::format("{} by {}", of.stamp.generated, of.stamp.generator));
  put(out, "Expires     ", of.stamp.until + ": compile it again by then");
  for (const auto& line : of.made_from) put(out, "From        ", line);
  section(out, "Before you switch it on", before(of));
  section(out, of.artefact.blocks ? "What it enforces" : "What it asks", told(made.used));
  section(out, "What it cannot", made.cannot);
  section(out, "What else breaks", made.besides);
  section(out, "Identifiers that are not in it, and why", told(made.unused));
  Lines exceptions;
  for (const auto& p : passed(of, made))
    exceptions.push_back(fmt::format("{}: {} until {}{}", p.exception->id, p.exception->client,
                                     p.exception->until, p.state.empty() ? "" : ", " + p.state));
  section(out, "Exceptions", exceptions);
  section(out, "How to put it in", made.install);
  section(out, "How to see that it works", made.check);
  section(out, "How to take it out", made.roll_back);
  Lines files;
  for (const auto& f : made.files)
    files.push_back(fmt::format("{}  sha256 {}", f.name, hex(sha256(as_bytes(f.bytes)))));
  section(out, "Files", files);
  return out;
}

}  // namespace waarborg
