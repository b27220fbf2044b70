#include "engine/assess_door.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/assess_evidence.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

struct Loaded {
  std::vector<Directive> directives;
  Catalogue catalogue;
  std::string day;
};

struct Found {
  std::map<std::string, std::vector<CriterionAnswer>> subjects;
  std::vector<std::string> gaps;  // what was needed and could not be read
};

Result<Loaded> load(const AssessRequest& request) {
  ContentRequest content;
  content.directives = request.directives;
  content.catalogues = request.catalogues;
  auto sought = load_content(content);
  if (!sought) return pass(sought.error());
  Loaded out;
  if (request.directives.empty())
    out.directives = shipped_directives();
  else
    out.directives = std::move(sought->directives);
  out.catalogue = std::move(sought->catalogue);
  out.day = request.as_of.empty() ? date_of(Clock::now()) : request.as_of;
  if (!is_date(out.day))
    return fail(Fault::malformed, fmt::format("\"{}\" is no day: write 2026-11-22", out.day));
  if (!request.rule.empty())
    if (const auto rule = DecisionRule::parse(request.rule); !rule)
      return fail(Fault::malformed, fmt::format("\"{}\" is no rule: {}", request.rule, rule.error().what));
  return out;
}

Result<Found> found_in_view(CaseView& view, const std::string& name) {
  auto subjects = statements_of_case(view, name);
  if (!subjects) return pass(subjects.error());
  Found out{std::move(*subjects), {}};
  for (const auto& row : view.coverage()) {
    const bool bad = row.status == Status::partial || row.status == Status::unreadable ||
                     row.status == Status::unsupported_version || !row.canary;
    if (row.needed && bad)
      out.gaps.push_back(fmt::format("{}: {}, {}", row.probe, name_of(row.status), row.why));
  }
  return out;
}

Result<Found> found_in_case(const std::string& path) {
  auto view = CaseView::open(path);
  if (!view) return fail(view.error().fault, fmt::format("{}: {}", path, view.error().what));
  return found_in_view(**view, path.substr(path.rfind('/') + 1));
}

// A subject, a case, or evidence; the last is scanned in memory for what the directives are about.
Result<Found> found_in(const AssessRequest& request, const Loaded& content) {
  const auto& what = request.what;
  const bool subject = content.catalogue.product(what) != nullptr ||
                       (what.starts_with("vendor/") && content.catalogue.vendor(what) != nullptr);
  if (subject) return Found{{{what, {}}}, {}};
  if (CaseView::open(what)) return found_in_case(what);
  ScanRequest scan_request;
  scan_request.evidence = {what};
  scan_request.jobs = request.jobs;
  scan_request.passwords = request.passwords;
  scan_request.keep = Keep::findings;
  scan_request.content.directives = request.directives;
  scan_request.content.catalogues = request.catalogues;
  if (request.directives.empty())
    for (const auto& d : content.directives) scan_request.content.directives.push_back(d.id);
  auto result = scan(scan_request);
  if (!result) {
    if (result.error().fault != Fault::not_found) return pass(result.error());
    return fail(
        Fault::not_found,
        fmt::format(
            "{}: no subject of the catalogue (`waarborg catalogue show` lists them), no case and no evidence",
            what));
  }
  return found_in_view(*result->view, what);
}

std::vector<Assessment> assess_all(const Found& found, const Loaded& content, const AssessRequest& request) {
  std::vector<Assessment> out;
  for (const auto& [subject, statements] : found.subjects)
    out.push_back(assess(subject, content.directives, content.catalogue, statements, request.rule,
                         content.day, request.language));
  return out;
}

void write(const Assessment& a, const std::string& language, JsonWriter& out) {
  const auto answers = a.answers();
  out.begin_object().member("subject", a.subject).member("name", a.name);
  out.key("criteria").begin_array();
  for (const auto& c : a.criteria) {
    out.begin_object()
        .member("criterion", c.criterion)
        .member("value", name_of(c.value))
        .member("why", c.why);
    out.member("text", c.text).member("assessed", c.assessed).member("expires", c.expires);
    out.key("evidence").begin_array();
    for (const auto& e : c.evidence)
      out.begin_object()
          .member("url", e.url)
          .member("date", e.date)
          .member("grade", e.grade)
          .member("text", e.text)
          .member("from", e.from)
          .member("origin", e.origin)
          .end_object();
    out.end_array().end_object();
  }
  out.end_array().key("rules").begin_array();
  for (const auto& r : a.rules) {
    const auto rule = DecisionRule::parse(r.rule);
    const auto filled =
        rule ? rule->filled(
                   answers, [](Answer answer, std::string_view) { return std::string(name_of(answer)); },
                   language)
             : r.rule;
    out.begin_object().member("directive", r.directive).member("rule", r.rule).member("filled", filled);
    out.member("result", name_of(r.result)).key("undecided_by").begin_array();
    for (const auto& c : r.undecided_by) out.value(c);
    out.end_array().key("flips").begin_array();
    for (const auto& f : r.flips)
      out.begin_object()
          .member("criterion", f.criterion)
          .member("to", name_of(f.to))
          .member("result", name_of(f.result))
          .end_object();
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

// Only what changes() compares is read back.
std::vector<Assessment> read_back(Json root) {
  std::vector<Assessment> out;
  for (const auto& one : root["subjects"].items()) {
    auto& a = out.emplace_back();
    a.subject = one["subject"].text();
    for (const auto& c : one["criteria"].items()) {
      auto& criterion = a.criteria.emplace_back();
      criterion.criterion = c["criterion"].text();
      answer_named(c["value"].text(), criterion.value);
      for (const auto& e : c["evidence"].items()) {
        auto& evidence = criterion.evidence.emplace_back();
        evidence.url = e["url"].text(), evidence.origin = e["origin"].text();
      }
    }
    for (const auto& r : one["rules"].items()) {
      auto& rule = a.rules.emplace_back();
      rule.directive = r["directive"].text(), rule.rule = r["rule"].text();
      answer_named(r["result"].text(), rule.result);
    }
  }
  return out;
}

Result<std::vector<Assessment>> older_of(const AssessRequest& request, const Loaded& content) {
  if (CaseView::open(request.against)) {
    const auto found = found_in_case(request.against);
    if (!found) return pass(found.error());
    return assess_all(*found, content, request);
  }
  const auto text = read_file(request.against, 64u << 20);
  if (!text) return pass(text.error());
  const auto json = JsonDocument::parse(*text);
  if (!json || json->root()["subjects"].kind() != Json::Kind::array)
    return fail(Fault::malformed,
                request.against + " is neither a case nor a result of assess --format json");
  return read_back(json->root());
}

std::vector<std::string> all_changes(const std::vector<Assessment>& older,
                                     const std::vector<Assessment>& newer) {
  std::vector<std::string> out;
  for (const auto& now : newer) {
    const auto was = std::ranges::find(older, now.subject, &Assessment::subject);
    if (was == older.end()) out.push_back(now.subject + ": new");
    const auto lines = changes(was == older.end() ? Assessment{} : *was, now);
    out.insert(out.end(), lines.begin(), lines.end());
  }
  for (const auto& was : older)
    if (std::ranges::find(newer, was.subject, &Assessment::subject) == newer.end())
      out.push_back(was.subject + ": no longer found");
  return out;
}

}  // namespace

Result<Page> assess_door(const AssessRequest& request) {
  const auto content = load(request);
  if (!content) return pass(content.error());
  const auto found = found_in(request, *content);
  if (!found) return pass(found.error());
  const auto all = assess_all(*found, *content, request);
  std::vector<std::string> differences;
  if (!request.against.empty()) {
    const auto older = older_of(request, *content);
    if (!older) return pass(older.error());
    differences = all_changes(*older, all);
  }
  Page page;
  page.good = !all.empty() && found->gaps.empty();
  for (const auto& a : all)
    for (const auto& r : a.rules) page.good = page.good && r.result != Answer::unknown;
  if (request.json) {
    JsonWriter out(2);
    out.begin_object().member("waarborg", WAARBORG_VERSION).member("as_of", content->day);
    out.key("subjects").begin_array();
    for (const auto& a : all) write(a, request.language, out);
    out.end_array();
    out.key("incomplete").begin_array();
    for (const auto& gap : found->gaps) out.value(gap);
    out.end_array();
    if (!request.against.empty()) {
      out.key("changes").begin_array();
      for (const auto& line : differences) out.value(line);
      out.end_array();
    }
    out.end_object();
    page.text = out.take() + "\n";
    return page;
  }
  for (const auto& a : all)
    page.text += (page.text.empty() ? "" : "\n") + assessment_page(a, request.language, request.columns);
  if (all.empty()) page.text = "Nothing was found that a directive is about: there is nothing to assess.\n";
  if (!found->gaps.empty()) page.text += "\nNot everything could be read, so there may be more:\n";
  for (const auto& gap : found->gaps) page.text += "  " + printable(gap) + "\n";
  if (!request.against.empty()) page.text += changes_page(differences, request.language, request.columns);
  return page;
}

}  // namespace waarborg
