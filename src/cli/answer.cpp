#include "cli/answer.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/terminal.h"
#include "engine/answer_door.h"
#include "engine/report.h"

namespace waarborg {
void add_answer(CLI::App& app, int& code) {
  auto order = std::make_shared<AnswerOrder>();
  auto& verb = *app.add_subcommand(
      "answer", "Answer a question of parliament from a ledger; small figures are withheld");
  verb.add_option("question", order->question, "A question (YAML), or the name of a form")
      ->required()
      ->type_name("QUESTION|FORM");
  verb.add_option("--ledger", order->place.ledger, "The ledger")
      ->required()
      ->type_name("FILE|postgresql://...");
  verb.add_option("--as-of", order->place.as_of, "As known then. A date is the end of that day; default: now")
      ->type_name("DATE");
  verb.add_option("--directive", order->directive, "For a form, when the ledger has several")
      ->type_name("ID");
  verb.add_option("--lang", order->language, "Language")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str();
  verb.add_option("--format", order->format, "How to write it")
      ->check(CLI::IsMember(answer_formats()))
      ->capture_default_str();
  verb.add_option("--output", order->output, "File for the answer; default: standard output")
      ->type_name("FILE");
  verb.add_option("--threshold", order->threshold, "Figures of 1 to one less than this are withheld")
      ->check(CLI::Range(2, 100))
      ->capture_default_str();
  verb.add_flag("--record", order->record,
                "It is published: keep it in the ledger, and check later answers against it");
  verb.footer(
      "Forms:\n" + answer_forms() +
      "Examples:\n"
      "  waarborg answer phase-out --ledger nl.ledger --as-of 2026-12-31 --lang nl\n"
      "  waarborg answer question.yaml --ledger nl.ledger --format html --output answer.html --record");
  verb.callback([order, &app, &code] {
    const auto said = answer_question(*order);
    if (!said) {
      code = failed(said.error());
      return;
    }
    if (app.count("--quiet") == 0) std::fprintf(stderr, "%s\n", said->c_str());
    code = 0;
  });
}

}  // namespace waarborg
