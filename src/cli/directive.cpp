#include "cli/directive.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "cli/password.h"
#include "engine/decisions.h"
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

void add_directive(CLI::App& app, int& code) {
  struct State {
    std::vector<std::string> files, keys;
    std::string as_of, file, language = "en", role, key, comment, password_file;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand(
      "directive", "Check, show, sign and verify directives; letters, what binds whom, dry runs");
  verb.require_subcommand(1);
  auto& check = *verb.add_subcommand("check", "Is it valid, and what does it leave open?");
  check.add_option("file", s->files, "Directives or folders")->required()->type_name("FILE|DIR");
  check.callback([s, &code] { code = show_page(check_directives(s->files), 1); });
  auto& page = *verb.add_subcommand("show", "A directive as a page");
  page.add_option("directive", s->file, "A file, or the id of a shipped directive")
      ->required()
      ->type_name("FILE|ID");
  page.add_option("--lang", s->language, "Language of its texts")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str();
  page.callback([s, &code] { code = show_page(show_directive(s->file, s->language, page_columns()), 1); });
  auto& sign = *verb.add_subcommand("sign", "Write FILE.ROLE.minisig with a minisign secret key");
  sign.add_option("file", s->file, "The directive")->required()->type_name("FILE");
  sign.add_option("--role", s->role, "In which role")->required()->type_name("ROLE");
  sign.add_option("--key", s->key, "minisign secret key")->required()->type_name("FILE");
  sign.add_option("--comment", s->comment, "Trusted comment; default: time and file")->type_name("TEXT");
  sign.add_option("--password-file", s->password_file, "Password of the key; default: asked")
      ->type_name("FILE");
  sign.callback([s, &code] {
    auto password = needs_password(s->key) ? ask_password("Password of the key", s->password_file)
                                           : Result<std::string>(std::string());
    code = password ? show_page(sign_directive(s->file, s->role, s->key, s->comment, *password), 1)
                    : failed(password.error());
  });
  auto& verify = *verb.add_subcommand("verify", "Have enough of the named roles signed exactly this file?");
  verify.add_option("file", s->file, "The directive, its signatures beside it")
      ->required()
      ->type_name("FILE");
  verify.add_option("--key", s->keys, "A key you trust, for a role or for any")->type_name("[ROLE=]FILE.pub");
  verify.add_option("--as-of", s->as_of, "Was it in force on that day? Default: today")->type_name("DATE");
  verify.callback([s, &code] { code = show_page(verify_directive(s->file, s->keys, s->as_of), 1); });
  add_letter(verb, code);
  add_effective(verb, code);
  add_dry_run(verb, code);
  verb.footer(
      "Examples:\n  waarborg directive show nl-2018-kaspersky --lang nl\n"
      "  waarborg directive sign decision.yaml --role minister --key minister.key\n"
      "  waarborg directive verify decision.yaml --key minister=minister.pub");
}

}  // namespace waarborg
