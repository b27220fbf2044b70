// `waarborg answer`: reads a question and a ledger, makes the answer, and when asked to, records what was
// published. And the state of a ledger as a page.
#pragma once
#include <string>
#include <vector>

#include "engine/ledger_door.h"

namespace waarborg {

struct AnswerOrder {
  LedgerPlace place;
  std::string question;   // a file, or the name of a form
  std::string directive;  // for a form, when the ledger has several
  std::string language = "en", format = "table", output;
  std::int64_t threshold = 5;
  std::size_t columns = 100;
  bool record = false;  // put what is published into the register of the ledger
};
// Gives what is to be said beside the answer, on the error stream.
Result<std::string> answer_question(const AnswerOrder& order);

std::vector<std::string> answer_formats();
std::string answer_forms();  // one line each

// The state of the ledger as one HTML file.
Result<> report_ledger(const LedgerPlace& place, const std::string& language, const std::string& output);

}  // namespace waarborg
