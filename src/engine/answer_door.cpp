#include "engine/answer_door.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "answer/document.h"
#include "base/digest.h"
#include "base/text.h"
#include "engine/ledger_read.h"
#include "engine/sought.h"
#include "outputs/ledger_page.h"

namespace waarborg {
namespace {

Result<Question> question_from(const std::string& what) {
  if (const auto* form = form_named(what)) return question_of(*form);
  struct stat about {};
  if (stat(what.c_str(), &about) != 0)
    return fail(Fault::not_found, fmt::format("{}: there is no such file and no such form; forms are:\n{}",
                                              clean(what), answer_forms()));
  const auto yaml = read_file(what, 1u << 20);
  if (!yaml) return pass(yaml.error());
  std::vector<DirectiveFault> faults;
  auto question = read_question(*yaml, faults);
  if (question) return question;
  std::string why;
  for (const auto& f : faults)
    why += fmt::format("{}{}:{}: {}", why.empty() ? "" : "\n", what, f.line, f.why);
  return fail(Fault::malformed, why.empty() ? question.error().what : why);
}

class Text final : public Writer {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  std::string text;
};

std::string written(const PublicAnswer& answer, const AnswerOrder& order, const std::string& format) {
  const auto document = document_of(answer, order.language);
  if (format == "json") return answer_json(answer, document);
  if (format == "csv") return answer_csv(answer);
  if (format == "html") return answer_html(document);
  return answer_text(document, order.columns);
}

bool recorded(const ReadLedger& ledger, const Published& published) {
  for (const auto& e : ledger.entries)
    if (const auto* p = std::get_if<Publication>(&e.what); p != nullptr && p->body == body_of(published))
      return true;
  return false;
}

}  // namespace

std::vector<std::string> answer_formats() {
  return {"table", "json", "csv", "html"};
}

std::string answer_forms() {
  std::string out;
  for (const auto& form : all_forms()) out += fmt::format("  {}: {}\n", form.name, form.about);
  return out;
}

Result<std::string> answer_question(const AnswerOrder& order) {
  auto question = question_from(order.question);
  if (!question) return pass(question.error());
  if (!question->directive.empty() && !order.directive.empty() && question->directive != order.directive)
    return fail(Fault::unsupported,
                fmt::format("the question is about {}: --directive is for forms", question->directive));
  const auto ledger = read_ledger(order.place);
  if (!ledger) return pass(ledger.error());
  const auto answer = answer_of(ledger->entries, {std::move(*question), order.directive, ledger->as_of,
                                                  ledger->snapshot, order.threshold});
  if (!answer) return pass(answer.error());
  std::string said;
  // The digest is of the form that says everything; language and format of what was handed out may differ.
  const auto published = published_of(*answer, hex(sha256(as_bytes(answer_csv(*answer)))));
  if (recorded(*ledger, published)) {
    said = "This answer stands in the register.";
  } else if (order.record) {
    // Before it is handed out: what is known outside must be in the register.
    if (auto done = ledger->store->append({{ledger->as_of, "", "published", body_of(published)}}, {}); !done)
      return pass(done.error());
    said = "Recorded: later answers are checked against this one.";
  } else {
    said = "Not recorded: before this is published, run it again with --record.";
  }
  if (auto done = write_whole(order.output, written(*answer, order, order.format)); !done)
    return pass(done.error());
  return said;
}

Result<> report_ledger(const LedgerPlace& place, const std::string& language, const std::string& output) {
  const auto ledger = read_ledger(place);
  if (!ledger) return pass(ledger.error());
  ReportOptions options;
  options.language = language;
  Text page;
  const LedgerPage what{ledger->entries, ledger->as_of, ledger->snapshot.event, ledger->snapshot.head};
  if (auto done = write_ledger_page(what, options, page); !done) return done;
  return write_whole(output, page.text);
}

}  // namespace waarborg
