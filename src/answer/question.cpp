#include "answer/question.h"

#include <fmt/core.h>

#include <algorithm>

#include "answer/figures.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/yaml.h"
#include "directives/fields.h"

namespace waarborg {
namespace {

std::string check_figure(std::string_view text) {
  std::vector<std::string> names;
  for (const auto name : figure_names) {
    if (name == text) return {};
    names.emplace_back(name);
  }
  return fmt::format("\"{}\" is none of {}", text, join(names, ", "));
}

std::string check_breakdown(std::string_view text) {
  if (text == "organisation" || text == "ownership") return {};
  return fmt::format("\"{}\" is none of organisation, ownership", text);
}

void read_fields(Fields& in, Question& out) {
  in.text("format", Need::required, [](std::string_view v) {
    return v == "1" ? std::string() : "must be 1, the only format there is";
  });
  out.id = in.text("id", Need::required, check_id);
  out.asked_on = in.text("asked_on", Need::required, check_date);
  out.due = in.text("due", Need::optional, check_date);
  if (!out.due.empty() && out.due < out.asked_on) in.fault("due", "due is before asked_on");
  out.addressee = in.text("addressee", Need::required);
  out.asked_by = in.text("asked_by");
  out.directive = in.text("directive", Need::required, check_id);
  in.mapping("period", [&](Fields& f) {
    out.period_from = f.text("from", Need::required, check_date);
    out.period_until = f.text("until", Need::optional, check_date);
    if (!out.period_until.empty() && out.period_until < out.period_from)
      f.fault("until", "until is before from");
  });
  out.organisations = in.texts("organisations");
  const auto breakdown = in.texts("breakdown", check_breakdown, Need::required);
  const auto has = [&](std::string_view what) {
    return std::ranges::find(breakdown, what) != breakdown.end();
  };
  out.by_organisation = has("organisation"), out.by_ownership = has("ownership");
  out.text = in.translated("text", Need::required);
  in.each("withhold", [&](Fields& f) {
    auto& one = out.withhold.emplace_back();
    one.organisation = f.text("organisation");
    one.figures = f.texts("figures", check_figure);
    one.ground = f.translated("ground", Need::required);
    if (one.organisation.empty() && one.figures.empty())
      f.fault("", "names neither an organisation nor figures: that would withhold the whole answer");
  });
}

}  // namespace

Result<Question> read_question(std::string_view yaml, std::vector<DirectiveFault>& faults) {
  const auto text = yaml_to_json(yaml);
  if (!text) {
    faults.push_back({text.error().offset, "", text.error().what});
    return pass(text.error());
  }
  const auto parsed = JsonDocument::parse(text->json);
  if (!parsed) return pass(parsed.error());
  FaultList list(text->lines, faults);
  Question out;
  if (!parsed->root().is(Json::Kind::object)) {
    list.add("", "a question must be a mapping");
  } else {
    Fields in(parsed->root(), "", list);
    read_fields(in, out);
    in.done();
  }
  if (list.any()) return fail(Fault::malformed, "the question is not valid", faults.front().line);
  out.sha256 = hex(sha256(as_bytes(yaml)));
  return out;
}

const std::vector<Form>& all_forms() {
  static const std::vector<Form> all = {
      {"phase-out", "per organisation, work and private apart", true, true},
      {"phase-out-by-organisation", "per organisation, whoever owns the devices", true, false},
      {"phase-out-by-ownership", "work and private apart, all organisations together", false, true},
      {"phase-out-total", "all organisations together, whoever owns the devices", false, false},
  };
  return all;
}

const Form* form_named(std::string_view name) {
  const auto found = std::ranges::find(all_forms(), name, &Form::name);
  return found == all_forms().end() ? nullptr : &*found;
}

Question question_of(const Form& form) {
  Question out;
  out.id = form.name;
  out.by_organisation = form.by_organisation, out.by_ownership = form.by_ownership;
  out.sha256 = hex(sha256(as_bytes(form.name)));
  return out;
}

}  // namespace waarborg
