#include "cli/compile.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "engine/compile_door.h"

namespace waarborg {

void add_compile(CLI::App& app, int& code) {
  auto request = std::make_shared<CompileRequest>();
  auto& r = *request;
  auto& verb = *app.add_subcommand("compile", "Turn a directive into files that other programs enforce");
  verb.add_option("directive", r.directive, "A file, or the id of a shipped directive")
      ->required()
      ->type_name("FILE|ID");
  verb.add_option("--for", r.targets, "Targets, separated by commas: see below")
      ->required()
      ->delimiter(',')
      ->check(CLI::IsMember(target_names()))
      ->type_name("TARGET,...");
  verb.add_option("-o", r.folder, "Folder for the result, one folder a target in it")
      ->required()
      ->type_name("DIR");
  verb.add_option("--clause", r.clause, "Clause to enforce; default: the first that ends use")
      ->type_name("ID");
  verb.add_option("--catalogue", r.catalogues, "Your own catalogue entries (YAML)")->type_name("FILE|DIR");
  verb.add_option("--except", r.exceptions,
                  "An exception that was granted: an address or range goes on until that day")
      ->type_name("ID,CLIENT,LAST-DAY");
  verb.add_option("--valid", r.valid, "How long the identifiers are trusted")
      ->capture_default_str()
      ->type_name("SPAN");
  verb.add_flag("--strict", r.strict,
                "Also what hits more than the directive means: whole domains of the vendor, shared names");
  verb.add_flag("--force", r.force, "Replace files that are there");
  verb.footer("Targets:\n" + targets_for_people() +
              "Example:\n  waarborg compile nl-2018-kaspersky --for rpz,apt -o enforce\n"
              "Exit codes: 0 made; 1 nothing could be made for a target; 2 wrong usage; 4 failed.");
  verb.callback([request, &code] { code = show_page(compile_directive(*request), 1); });
}

}  // namespace waarborg
