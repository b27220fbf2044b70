#include "cli/catalogue_numbers.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "engine/numbers.h"

namespace waarborg {

void add_catalogue_numbers(CLI::App& catalogue, int& code) {
  auto request = std::make_shared<MakeNumbers>();
  auto& r = *request;
  auto& verb = *catalogue.add_subcommand(
      "numbers", "Turn numbers and addresses of targets into digests that scan --numbers asks");
  verb.add_option("list", r.list, "One number (+31...) or address a line; # begins a comment")
      ->required()
      ->type_name("FILE");
  verb.add_option("-o", r.output, "The list of digests; a file that is there is not written over")
      ->required()
      ->type_name("FILE");
  verb.add_option("--name", r.name, "What the list is called in findings")->required()->type_name("NAME");
  verb.add_option("--source", r.source, "Address of who says so")->type_name("URL");
  verb.add_option("--memory-kib", r.cost.memory_kib, "Memory that one digest takes; more is harder to guess")
      ->check(CLI::Range(least_cost.memory_kib, greatest_cost.memory_kib))
      ->capture_default_str();
  verb.add_option("--passes", r.cost.passes, "Passes over that memory")
      ->check(CLI::Range(least_cost.passes, greatest_cost.passes))
      ->capture_default_str();
  verb.add_option("--jobs", r.jobs, "Digests at once")->check(CLI::Range(1u, 64u))->capture_default_str();
  verb.footer(
      "Examples:\n"
      "  waarborg catalogue numbers targets.txt --name 'Targets of 2021' -o targets.numbers\n"
      "  waarborg scan backup --numbers targets.numbers\n"
      "Exit codes: 0 written; 2 wrong usage, or a line that is neither; 4 failed.");
  verb.callback([request, &code] { code = show_page(make_numbers(*request), 1); });
}

}  // namespace waarborg
