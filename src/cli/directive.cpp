#include "cli/directive.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "engine/directive_door.h"
#include "engine/report.h"

namespace waarborg {
namespace {

void add_letter(CLI::App& directive, int& code) {
  struct State {
    std::string file, language = "en", as_of;
  };
  auto s = std::make_shared<State>();
  auto& verb =
      *directive.add_subcommand("letter", "The letter that tells parliament of it; says what it leaves out");
  verb.add_option("directive", s->file, "A file, or the id of a shipped directive")
      ->required()
      ->type_name("FILE|ID");
  verb.add_option("--lang", s->language, "Language")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str();
  verb.add_option("--as-of", s->as_of, "What was known on that day; default: today")->type_name("DATE");
  verb.callback(
      [s, &code] { code = show_page(directive_letter(s->file, s->language, page_columns(), s->as_of), 1); });
}

void add_effective(CLI::App& directive, int& code) {
  auto s = std::make_shared<EffectiveRequest>();
  auto stated = std::make_shared<std::map<std::string, std::string>>();
  auto format = std::make_shared<std::string>("table");
  auto& verb = *directive.add_subcommand(
      "effective", "Which clauses bind this organisation here and now, and which one decides");
  verb.add_option("directive", s->directives, "Files, folders or ids; default: all shipped ones")
      ->type_name("FILE|DIR|ID");
  verb.add_option("--organisation", s->organisation,
                  "As the directive selects it, or below: nl/central-government/tax-office")
      ->required()
      ->type_name("SELECTOR");
  verb.add_option("--as-of", s->as_of, "The day; default: today")->type_name("DATE");
  for (const auto& [option, dimension, about] :
       {std::tuple{"--region", "location", "Where"},
        {"--level", "threat-level", "Threat level there"},
        {"--mission", "mission", "Mission"},
        {"--ownership", "ownership", "Whose device: organisation, cope, byod, private"},
        {"--information", "information", "Classification of what is handled"},
        {"--function", "function", "Function or network"},
        {"--purpose", "purpose", "Purpose"},
        {"--asset-class", "asset-class", "Kind of device"}})
    verb.add_option(option, (*stated)[dimension], about)->type_name("TEXT")->group("Circumstances");
  verb.add_option("--lang", s->language, "Language")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str();
  verb.add_option("--format", *format, "How to write it")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  verb.footer(
      "Exit codes: 0 decided; 3 it depends on a circumstance that was not stated; 2 wrong usage; 4 failed.");
  verb.callback([s, stated, format, &code] {
    for (const auto& [dimension, value] : *stated)
      if (!value.empty()) s->circumstances[dimension] = value;
    s->json = *format == "json";
    code = show_page(effective_rules(*s), 3);
  });
}

void add_dry_run(CLI::App& directive, int& code) {
  auto s = std::make_shared<DryRunRequest>();
  auto format = std::make_shared<std::string>("table");
  auto& verb = *directive.add_subcommand("dry-run", "What it would do on stored cases; nothing is recorded");
  verb.add_option("directive", s->directive, "A file, or the id of a shipped directive")
      ->required()
      ->type_name("FILE|ID");
  verb.add_option("case", s->cases, "Cases written by scan -o")->required()->type_name("CASE");
  verb.add_option("--catalogue", s->catalogues, "Your own catalogue entries (YAML)")->type_name("FILE|DIR");
  verb.add_option("--jobs", s->jobs, "Threads")->check(CLI::Range(1u, 64u))->capture_default_str();
  verb.add_option("--format", *format, "How to write it")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  verb.footer("Exit codes: 0 nothing matched; 1 matched; 2 wrong usage; 4 failed.");
  verb.callback([s, format, &code] {
    s->json = *format == "json";
    int met = 0;
    const int shown = show_page(dry_run(*s, met), 1);
    code = shown == 0 ? met : shown;
  });
}

}  // namespace

void add_directive_meaning(CLI::App& directive, int& code) {
  add_letter(directive, code);
  add_effective(directive, code);
  add_dry_run(directive, code);
}

}  // namespace waarborg
