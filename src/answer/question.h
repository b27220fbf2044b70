// A question that somebody may ask a government: which directive, of whom, how broken down, and what must be
// withheld whatever the figures are. YAML, docs/answer.md, docs/schemas/question.schema.json. Forms are
// questions that the program brings.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "directives/model.h"

namespace waarborg {

struct Withheld {                    // decided by people, before any rule on small numbers
  std::string organisation;          // "": all
  std::vector<std::string> figures;  // names of figures (figures.h); empty: all
  Translated ground;
};

struct Question {
  std::string id, asked_on, due;  // dates, "" for none
  std::string addressee, asked_by;
  std::string directive;                   // "": the only one of the ledger
  std::string period_from, period_until;   // dates, "" for none
  std::vector<std::string> organisations;  // that are asked; empty: all of the ledger
  bool by_organisation = true, by_ownership = true;
  Translated text;
  std::vector<Withheld> withhold;
  std::string sha256;  // of the file; of a form: of its name
};

// Every fault of the file at once.
Result<Question> read_question(std::string_view yaml, std::vector<DirectiveFault>& faults);

struct Form {
  std::string_view name, about;
  bool by_organisation, by_ownership;
};
const std::vector<Form>& all_forms();
const Form* form_named(std::string_view name);
Question question_of(const Form& form);

}  // namespace waarborg
