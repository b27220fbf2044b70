#include "cli/catalogue.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/catalogue_fetch.h"
#include "cli/catalogue_numbers.h"
#include "cli/page.h"

namespace waarborg {

void add_catalogue(CLI::App& app, int& code) {
  struct State {
    std::vector<std::string> files, indicators;
    std::string subject;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("catalogue", "Check and show the catalogue of vendors and products");
  verb.require_subcommand(1);
  auto& check = *verb.add_subcommand("check", "Are entries valid, and what would a careful reader question?");
  check.add_option("file", s->files, "Entries or folders; default: the shipped catalogue")
      ->type_name("FILE|DIR");
  check.add_option("--indicators", s->indicators, "Instead, or as well: feeds of indicators")
      ->type_name("FILE|DIR");
  check.callback([s, &code] {
    if (s->indicators.empty() || !s->files.empty()) code = show_page(check_catalogue(s->files), 1);
    if (!s->indicators.empty()) code = std::max(code, show_page(check_feeds(s->indicators), 1));
  });
  auto& page = *verb.add_subcommand("show", "One subject, or the list of all");
  page.add_option("subject", s->subject, "e.g. vendor/kaspersky or product/kaspersky/kesl")
      ->type_name("SUBJECT");
  page.callback([s, &code] { code = show_page(show_catalogue(s->subject, page_columns()), 1); });
  add_catalogue_fetch(verb, code);
  add_catalogue_numbers(verb, code);
}

}  // namespace waarborg
