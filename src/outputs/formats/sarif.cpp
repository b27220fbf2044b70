// SARIF 2.1.0 (OASIS): the findings for tools that show results beside what they are about. A finding is a
// result of the rule that its subject is; what was not read stands among the notifications of the run, so
// that no results is never told alone. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
#include <map>

#include "base/digest.h"
#include "base/text.h"
#include "outputs/fields.h"
#include "outputs/findings.h"
#include "outputs/pieces.h"
#include "outputs/row_sorter.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

constexpr std::size_t most_rules = 100'000;  // subjects: a catalogue has some thousands

std::string_view level_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::confirmed:
      return "error";
    case Confidence::probable:
      return "warning";
    case Confidence::lead:
      break;
  }
  return "note";
}

std::string_view level_of(const CoverageRow& row) {
  if (row.status == Status::complete || row.status == Status::empty) return "none";
  const bool lost = row.status == Status::partial || row.status == Status::unreadable ||
                    row.status == Status::unsupported_version;
  return row.needed && lost ? "warning" : "note";
}

// RFC 3986: what no part of a path may hold is escaped.
std::string as_uri(std::string_view path) {
  constexpr std::string_view free = "-._~/!$&'()*+,;=@", digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       free.find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return out;
}

class Log {
 public:
  Log(CaseView& view, const ReportOptions& options, Writer& out)
      : view_(view), options_(options), out_(out) {}

  Result<> write() {
    json_.begin_object().member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.member("version", "2.1.0").key("runs").begin_array().begin_object();
    json_.key("results").begin_array();
    auto done = results();
    json_.end_array();
    json_.key("invocations").begin_array().begin_object();
    json_.key("toolExecutionNotifications").begin_array();
    coverage();
    if (const auto told = problems(); done) done = told;
    if (!done) notification("error", "error", done.error().what);
    json_.end_array();
    invocation(static_cast<bool>(done));
    json_.end_object().end_array();
    driver();
    json_.end_object().end_array().end_object();
    flush();
    out_.add("\n");
    return done;
  }

 private:
  void flush() { out_.add(json_for_terminals(json_.take())); }
  void message_of(std::string_view text) {
    json_.key("message").begin_object().member("text", text).end_object();
  }

  Result<> results() {
    auto changes = FindingChanges::between(view_, options_.against);
    if (!changes) return pass(changes.error());
    const EvidencePaths paths(view_);
    auto done = each_finding(view_, [&](const StoredFinding& stored) {
      result(stored.finding, paths.path(stored.finding.evidence), changes->change(stored.finding));
    });
    if (!done || options_.against == nullptr) return done;
    const EvidencePaths older(*options_.against);
    return changes->each_gone([&](const StoredFinding& stored) {
      result(stored.finding, older.path(stored.finding.evidence), "gone");
    });
  }

  void result(const Finding& f, std::string_view evidence, std::string_view change) {
    if (rules_.size() < most_rules) rules_.try_emplace(f.subject, Rule{f.source, f.name});
    json_.begin_object().member("ruleId", f.subject).member("level", level_of(f.confidence));
    message_of(subject_name("en", f.subject, f.name) + ": " + f.why);
    json_.key("locations").begin_array();
    for (const auto& match : f.because) location(match);
    json_.end_array();
    json_.key("partialFingerprints").begin_object().member("finding/v1", fingerprint(f, evidence));
    json_.end_object();
    if (!change.empty())
      json_.member("baselineState", change == "new" ? "new" : change == "gone" ? "absent" : "unchanged");
    json_.key("properties").begin_object();
    for (const auto& [key, value] :
         {std::pair<std::string_view, std::string_view>{"confidence", name_of(f.confidence)},
          {"presence", name_of(f.presence)},
          {"class", f.hit_class},
          {"directive", f.directive},
          {"clause", f.clause},
          {"indicator", f.indicator},
          {"source", f.source},
          {"evidence", evidence},
          {"root", f.root}})
      if (!value.empty()) json_.member(key, value);
    json_.member("matches", number_cell(f.matches).number).end_object().end_object();
    flush();
  }

  void location(const Match& match) {
    if (match.file.empty()) return;
    json_.begin_object().key("physicalLocation").begin_object();
    json_.key("artifactLocation").begin_object().member("uri", as_uri(match.file)).end_object();
    json_.key("region").begin_object().member("byteOffset", number_cell(match.offset).number);
    json_.end_object().end_object();
    if (!match.value.empty()) message_of(match.value);
    json_.end_object();
  }

  // What makes two findings of two runs the same.
  static std::string fingerprint(const Finding& f, std::string_view evidence) {
    std::string key;
    for (const std::string_view part :
         {std::string_view(f.subject), std::string_view(f.directive), std::string_view(f.clause), evidence,
          std::string_view(f.root), name_of(f.presence)})
      add_key(key, part);
    return hex(sha256(as_bytes(key)));
  }

  void notification(std::string_view level, std::string_view id, std::string_view text) {
    json_.begin_object().key("descriptor").begin_object().member("id", id).end_object();
    json_.member("level", level);
    message_of(text);
    json_.end_object();
    flush();
  }

  void coverage() {
    const EvidencePaths paths(view_);
    for (const auto& row : view_.coverage()) {
      std::string text =
          std::string(paths.path(row.evidence)) + ": " + row.probe + ": " + std::string(name_of(row.status));
      if (!row.why.empty()) text += ": " + row.why;
      notification(level_of(row), "coverage", text);
    }
  }

  Result<> problems() {
    return view_.problems([&](const ProblemRow& row) {
      notification("warning", "problem", row.file + " at " + std::to_string(row.offset) + ": " + row.why);
    });
  }

  void invocation(bool done) {
    const auto summary = view_.summary();
    json_.member("executionSuccessful", done && summary.exit_code < 2);
    json_.member("exitCode", std::int64_t{summary.exit_code});
    if (const auto micros = summary.started.time_since_epoch().count();
        known(summary.started) && is_date(micros))
      json_.member("startTimeUtc", time_text(micros));
  }

  void driver() {
    json_.key("tool").begin_object().key("driver").begin_object().member("name", "waarborg");
    json_.member("version", view_.program_version());
    json_.key("rules").begin_array();
    for (const auto& [subject, rule] : rules_) {
      json_.begin_object().member("id", subject).key("shortDescription").begin_object();
      json_.member("text", subject_name("en", subject, rule.name)).end_object();
      if (rule.source.starts_with("https://") || rule.source.starts_with("http://"))
        json_.member("helpUri", as_uri_whole(rule.source));
      json_.end_object();
    }
    json_.end_array().end_object().end_object();
  }

  // An address stays an address: only what is none of its characters is escaped.
  static std::string as_uri_whole(std::string_view address) {
    std::string out;
    for (const char c : address)
      out += std::string_view(":?#[]%").find(c) != std::string_view::npos ? std::string(1, c)
                                                                          : as_uri(std::string_view(&c, 1));
    return out;
  }

  CaseView& view_;
  const ReportOptions& options_;
  Pieces out_;
  JsonWriter json_{2};
  struct Rule {
    std::string source, name;
  };
  std::map<std::string, Rule> rules_;  // by subject
};

Result<> write(CaseView& view, const View& what, const ReportOptions& options, Writer& out) {
  if (what.name != "findings")
    return fail(Fault::unsupported, "sarif tells of results: it is written of the findings");
  return Log(view, options, out).write();
}

}  // namespace

Format sarif() {
  return {.about = "SARIF 2.1.0: the findings for tools that show results.", .write = write};
}

}  // namespace waarborg
