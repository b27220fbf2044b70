#include "answer/register.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"

namespace waarborg {
namespace {

std::string str(Json json, std::string_view key) {
  return std::string(json[key].text());
}

}  // namespace

std::vector<PublishedRow> rows_of(const FigureTable& table) {
  std::vector<PublishedRow> out;
  for (const auto& row : table.rows) {
    auto& one = out.emplace_back();
    one.organisations = row.organisation.empty() ? table.organisations : std::vector{row.organisation};
    one.ownership = row.ownership;
    for (std::size_t f = 0; f < figure_count; ++f)
      if (!row.withheld[f]) one.value[f] = row.value[f];
  }
  return out;
}

std::string body_of(const Published& p) {
  JsonWriter out;
  out.begin_object().member("question", p.question).member("question_sha256", p.question_sha256);
  out.member("directive", p.directive).member("answer_sha256", p.answer_sha256);
  out.member("as_of", to_text(p.as_of)).member("event", p.event).member("head", p.head);
  out.member("threshold", p.threshold).key("rows").begin_array();
  for (const auto& row : p.rows) {
    out.begin_object().key("organisations").begin_array();
    for (const auto& name : row.organisations) out.value(name);
    out.end_array().member("ownership", row.ownership).key("figures").begin_object();
    for (std::size_t f = 0; f < figure_count; ++f)
      if (row.value[f]) out.member(figure_names[f], *row.value[f]);
    out.end_object().end_object();
  }
  return out.end_array().end_object().take();
}

Result<Published> read_published(const std::string& body) {
  const auto parsed = JsonDocument::parse(body);
  if (!parsed) return pass(parsed.error());
  const auto j = parsed->root();
  Published out{str(j, "question"),
                str(j, "question_sha256"),
                str(j, "directive"),
                str(j, "answer_sha256"),
                parse_time(j["as_of"].text()).value_or(Time{}),
                j["event"].number(),
                j["threshold"].number(5),
                str(j, "head"),
                {}};
  if (out.directive.empty() || !known(out.as_of))
    return fail(Fault::malformed, "the register holds an answer without a directive or a date");
  j["rows"].each([&](Json row) {
    auto& one = out.rows.emplace_back();
    row["organisations"].each([&](Json name) { one.organisations.emplace_back(name.text()); });
    one.ownership = str(row, "ownership");
    for (std::size_t f = 0; f < figure_count; ++f)
      if (const auto value = row["figures"][figure_names[f]]; value.is(Json::Kind::number))
        one.value[f] = value.number();
  });
  return out;
}

}  // namespace waarborg
