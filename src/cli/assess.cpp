#include "cli/assess.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "cli/password.h"
#include "engine/assess_door.h"
#include "engine/report.h"

namespace waarborg {

void add_assess(CLI::App& app, int& code) {
  auto s = std::make_shared<AssessRequest>();
  auto format = std::make_shared<std::string>("table"), password_file = std::make_shared<std::string>();
  auto& verb = *app.add_subcommand("assess", "Criteria with their evidence, and what they decide; no score");
  verb.add_option("what", s->what, "Evidence, a case, or a subject: vendor/kaspersky")
      ->required()
      ->type_name("EVIDENCE|CASE|SUBJECT");
  verb.add_option("--directive", s->directives, "Directives, folders or ids; default: all shipped ones")
      ->type_name("FILE|DIR|ID");
  verb.add_option("--catalogue", s->catalogues, "Your own catalogue entries (YAML)")->type_name("FILE|DIR");
  verb.add_option("--rule", s->rule, "A rule of your own besides theirs: \"C6 and C8\"")->type_name("RULE");
  verb.add_option("--as-of", s->as_of, "What was known on that day; default: today")->type_name("DATE");
  verb.add_option("--against", s->against, "An older case, or an older result in JSON: says what changed")
      ->type_name("OLDER");
  verb.add_option("--jobs", s->jobs, "Workers at once")->check(CLI::Range(1u, 64u))->capture_default_str();
  verb.add_option("--lang", s->language, "Language")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str();
  verb.add_option("--format", *format, "How to write it")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  verb.add_option(
          "--password-file", *password_file,
          "Passwords of encrypted backups in evidence, one a line: a file, or /dev/fd/N; default: asked on "
          "a terminal")
      ->type_name("FILE");
  verb.footer(
      "Examples:\n  waarborg assess vendor/kaspersky\n  waarborg assess host.case --against older.case\n"
      "Exit codes: 0 every rule is decided; 3 one cannot be decided, nothing was found to assess, or not\n"
      "  everything could be read; 2 wrong usage; 4 failed.");
  verb.callback([s, format, password_file, &code] {
    BackupPasswords passwords;
    if (auto opened = passwords.from(*password_file); !opened) {
      code = show_page(pass(opened.error()), 3);
      return;
    }
    s->passwords = [&](const std::string& backup, bool tried) { return passwords.more(backup, tried); };
    s->json = *format == "json";
    s->columns = page_columns();
    code = show_page(assess_door(*s), 3);
  });
}

}  // namespace waarborg
