#include "directives/read.h"

#include <algorithm>
#include <charconv>

#include "base/digest.h"
#include "base/text.h"
#include "base/yaml.h"
#include "directives/vocabulary.h"

namespace waarborg {
namespace {

std::string check_pointer(std::string_view text) {
  return text.starts_with('/') && text.size() > 1 ? std::string()
                                                  : "must be a place in this file: /grounds/1";
}

// Keys of a directive have no '~' or '/', so a pointer is split without more ado.
bool stands_in(Json at, std::string_view pointer) {
  for (const auto part : split(pointer.substr(std::min<std::size_t>(1, pointer.size())), '/')) {
    if (at.is(Json::Kind::array)) {
      const auto items = at.items();
      std::size_t n = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), n);
      at = error == std::errc() && end == part.data() + part.size() && n < items.size() ? items[n] : Json();
    } else {
      at = at[part];
    }
    if (at.is(Json::Kind::null)) return false;
  }
  return true;
}

std::string check_country(std::string_view text) {
  const bool good =
      text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return good ? std::string() : "must be a country in two capitals: RU";
}

void read_audience(Fields& in, Audience& out) {
  out.selector = in.text("selector", Need::required);
  out.force = in.word("force", "force", Need::required);
  out.consequence = in.text("consequence");
  out.name = in.translated("name", Need::required);
  out.sources = in.texts("sources", check_id);
}

void read_clause(Fields& in, Clause& out) {
  out.id = in.text("id", Need::required, check_id);
  out.effect = in.word("effect", "effect", Need::required);
  out.text = in.translated("text", Need::required);
  in.each(
      "audiences", [&](Fields& f) { read_audience(f, out.audiences.emplace_back()); }, Need::required);
  out.subjects = in.texts("subjects", check_subject);
  in.each_key("applies_to", [&](const std::string& dimension, Fields& f) {
    if (const auto why = one_of("dimension")(dimension); !why.empty()) f.fault(dimension, why);
    out.applies_to.push_back({dimension, f.texts(dimension)});
  });
  in.mapping("target", [&](Fields& f) {
    out.target_metric = f.word("metric", "metric", Need::required);
    out.target_op = f.word("op", "op", Need::required);
    out.target_value = f.text("value", Need::required);
  });
  in.each("conditions", [&](Fields& f) {
    auto& condition = out.conditions.emplace_back();
    condition.id = f.text("id", Need::required, check_id);
    condition.check = f.word("check", "check", Need::required);
    condition.text = f.translated("text", Need::required);
  });
  in.mapping("replacement", [&](Fields& f) {
    out.replacement_required = f.flag("required");
    out.replacement_order = f.word("order", "order", Need::required);
    out.replacement_candidates = f.texts("candidates", check_subject);
  });
  out.sources = in.texts("sources", check_id);
}

void read_milestone(Fields& in, Milestone& out) {
  out.id = in.text("id", Need::required, check_id);
  out.kind = in.word("kind", "milestone", Need::required);
  out.start_by = in.text("start_by", Need::optional, check_date_or_span);
  out.complete_by = in.text("complete_by", Need::optional, check_date_or_span);
  out.target_date = in.text("target_date", Need::optional, check_date_or_span);
  out.relative_to = in.text("relative_to", Need::optional, check_id);
  out.audiences = in.texts("audiences");
  out.clauses = in.texts("clauses", check_id);
  in.mapping("evidence_required", [&](Fields& f) {
    out.collectors = f.texts("collectors");
    out.max_age = f.text("max_age", Need::optional, check_span);
    out.completeness = f.text("completeness");
  });
  out.extension_rule = in.text("extension_rule");
  out.note = in.text("note");
  out.text = in.translated("text");
  out.reported_as = in.translated("reported_as");
  out.sources = in.texts("sources", check_id);
}

void read_subject(Fields& in, DirectiveSubject& out) {
  out.ref = in.text("ref", Need::optional, check_subject);
  in.mapping("class", [&](Fields& f) {
    out.class_criterion = f.text("criterion", Need::required, check_criterion);
    out.class_countries = f.texts("countries", check_country);
  });
  in.mapping("external_list", [&](Fields& f) {
    out.list_url = f.text("url", Need::required, check_address);
    out.list_key_id = f.text("key_id");
    out.list_filter = f.text("filter");
  });
  in.mapping("versions", [&](Fields& f) {
    out.versions_from = f.text("from");
    out.versions_until = f.text("until");
  });
  const int named = !out.ref.empty() + !out.class_criterion.empty() + !out.list_url.empty();
  if (named != 1) in.fault("", "a subject needs one of ref, class and external_list");
  out.only_categories = in.texts("only_categories", check_id);
  out.exclusions = in.texts("exclusions", check_subject);
  out.supplied_via = in.words("supplied_via", "supplied-via");
  out.deployment = in.words("deployment", "deployment");
  out.text = in.translated("text");
  out.sources = in.texts("sources", check_id);
}

}  // namespace

void read_decision(Fields& in, Directive& out) {
  in.text("format", Need::required, [](std::string_view v) {
    return v == "1" ? std::string() : "must be 1, the only format there is";
  });
  out.id = in.text("id", Need::required, check_id);
  in.number("version", 1, 9999);
  out.version = in.text("version");
  out.status = in.word("status", "status", Need::required);
  out.kind = in.word("kind", "kind", Need::required);
  out.basis = in.word("basis", "basis");
  out.title = in.translated("title", Need::required);
  out.text = in.translated("text");
  in.mapping(
      "issuer",
      [&](Fields& f) {
        out.issuer = f.text("organisation", Need::required);
        out.authority = f.text("authority");
        out.legal_basis = f.text("legal_basis");
        out.instrument = f.word("instrument", "instrument", Need::required);
        out.issuer_sources = f.texts("sources", check_id);
      },
      Need::required);
  out.issued = in.text("issued", out.status == "draft" ? Need::optional : Need::required, check_date);
  out.effective = in.text("effective", Need::optional, check_date);
  out.expires = in.text("expires", Need::optional, check_date);
  out.zone = in.text("zone");
  out.calendar = in.word("calendar", "calendar");
  in.mapping("classification", [&](Fields& f) {
    out.classification = f.text("level", Need::required);
    out.caveats = f.texts("caveats");
    out.release_to = f.texts("release_to");
    f.each("fields", [&](Fields& m) {
      auto& marking = out.markings.emplace_back();
      marking.field = m.text("field", Need::required, check_pointer);
      marking.level = m.text("level", Need::required);
      marking.reason = m.translated("reason");
    });
  });
  out.supersedes = in.texts("supersedes", check_id);
  out.amends = in.texts("amends", check_id);
  in.each("considered", [&](Fields& f) {
    auto& one = out.considered.emplace_back();
    one.decision = f.text("decision", Need::required, check_id);
    one.relation = f.word("relation", "relation", Need::required);
    one.text = f.translated("text");
    one.sources = f.texts("sources", check_id);
  });
  in.each(
      "subjects", [&](Fields& f) { read_subject(f, out.subjects.emplace_back()); }, Need::required);
  in.each(
      "clauses", [&](Fields& f) { read_clause(f, out.clauses.emplace_back()); }, Need::required);
  in.each("milestones", [&](Fields& f) { read_milestone(f, out.milestones.emplace_back()); });
}

Result<Directive> directive_of_json(Json root, const std::map<std::string, std::uint64_t>& lines,
                                    const std::string& file, std::string sha256,
                                    std::vector<DirectiveFault>& faults) {
  FaultList list(lines, faults);
  Directive out;
  out.file = file;
  out.sha256 = std::move(sha256);
  if (!root.is(Json::Kind::object)) {
    list.add("", "a directive is a mapping");
    return fail(Fault::malformed, "a directive is a mapping", 1);
  }
  Fields in(root, "", list);
  read_decision(in, out);
  read_reasons(in, out);
  read_follow_up(in, out);
  for (std::size_t i = 0; i < out.markings.size(); ++i)
    if (!stands_in(root, out.markings[i].field))
      list.add("/classification/fields/" + std::to_string(i),
               "\"" + out.markings[i].field + "\" is no place in this file");
  in.done();
  check_whole(out, list);
  if (list.any()) return fail(Fault::malformed, faults.back().why, faults.back().line);
  return out;
}

Result<Directive> read_directive(std::string_view yaml, const std::string& file,
                                 std::vector<DirectiveFault>& faults) {
  const auto text = yaml_to_json(yaml);
  if (!text) {
    faults.push_back({text.error().offset, "", text.error().what});
    return pass(text.error());
  }
  const auto json = JsonDocument::parse(text->json);
  if (!json) {
    faults.push_back({0, "", json.error().what});
    return pass(json.error());
  }
  const auto digest = sha256(as_bytes(yaml));
  const auto before = faults.size();
  auto got = directive_of_json(json->root(), text->lines, file, hex(digest), faults);
  // In the order of the file, so that a person goes through it once.
  std::stable_sort(faults.begin() + static_cast<std::ptrdiff_t>(before), faults.end(),
                   [](const DirectiveFault& a, const DirectiveFault& b) { return a.line < b.line; });
  if (!got) return fail(Fault::malformed, faults[before].why, faults[before].line);
  return got;
}

std::string DirectiveSubject::name() const {
  if (!ref.empty()) return ref;
  return class_criterion.empty() ? list_url : "class:" + class_criterion;
}

std::string Translated::in(std::string_view language) const {
  for (const std::string_view wanted : {language, std::string_view("en")})
    for (const auto& [has, text] : by_language)
      if (has == wanted) return text;
  return by_language.empty() ? std::string() : by_language.front().second;
}

}  // namespace waarborg
