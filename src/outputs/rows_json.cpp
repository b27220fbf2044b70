#include "outputs/rows_json.h"

#include "outputs/feed_age.h"
#include "outputs/findings.h"
#include "outputs/pieces.h"

namespace waarborg {
namespace {

// One JsonWriter, emptied into the Writer after each thing that can be many.
class Scan {
 public:
  Scan(CaseView& view, const ReportOptions& options, Writer& out)
      : view_(view), options_(options), out_(out) {}

  Result<> write() {
    json_.begin_object().member("waarborg", std::string_view(view_.program_version()));
    content();
    evidence();
    coverage();
    // A part that fails does not keep the others from being told; the first reason is given.
    auto done = problems();
    if (const auto found = findings(); done) done = found;
    summary();
    if (!done) json_.member("error", std::string_view(done.error().what));
    json_.end_object();
    flush();
    out_.add("\n");
    return done;
  }

 private:
  void flush() { out_.add(json_for_terminals(json_.take())); }
  // Numbers above 2^63 have no place in most JSON readers; in a case they are lies, and shown as the largest.
  void number(std::string_view name, std::uint64_t n) { json_.member(name, number_cell(n).number); }
  // What is not known is null: "" would be a value.
  void maybe(std::string_view name, std::string_view text) {
    json_.key(name);
    if (text.empty())
      json_.null();
    else
      json_.value(text);
  }
  // A time that a hostile case puts outside all calendars is as good as none.
  void date(std::string_view name, Time time) {
    const auto micros = time.time_since_epoch().count();
    maybe(name, known(time) && is_date(micros) ? time_text(micros) : "");
  }

  void content() {
    json_.key("content").begin_array();
    const auto started = view_.summary().started;
    for (const auto& row : view_.content()) {
      json_.begin_object().member("what", row.what).member("name", row.name);
      maybe("version", row.version), maybe("date", row.date), maybe("sha256", row.sha256);
      maybe("signature", row.signature), maybe("age", feed_age(row, started));
      json_.end_object();
    }
    json_.end_array();
  }

  void evidence() {
    json_.key("evidence").begin_array();
    for (const auto& row : view_.evidence()) {
      json_.begin_object();
      number("id", row.id);
      json_.member("path", row.path).member("kind", row.kind);
      maybe("sha256", row.sha256);
      json_.key("taken").begin_object();
      date("time", row.taken), maybe("from", row.taken_from);
      json_.end_object();
      maybe("rights", row.rights);
      json_.key("device").begin_object().key("identifiers").begin_array();
      for (const auto& id : row.identifiers)
        json_.begin_object()
            .member("scheme", id.scheme)
            .member("value", id.value)
            .member("strength", id.strength)
            .end_object();
      json_.end_array();
      maybe("name", row.device_name), maybe("organisation", row.organisation),
          maybe("ownership", row.ownership);
      maybe("profile", row.profile), maybe("management", row.management);
      json_.end_object().end_object();
      flush();
    }
    json_.end_array();
  }

  void coverage() {
    json_.key("coverage").begin_array();
    for (const auto& row : view_.coverage()) {
      json_.begin_object();
      number("evidence", row.evidence);
      json_.member("probe", row.probe).member("status", name_of(row.status));
      json_.member("canary", row.canary ? "found" : "missed").member("needed", row.needed);
      number("files", row.files);
      json_.member("why", row.why).end_object();
      flush();
    }
    json_.end_array();
  }

  Result<> problems() {
    json_.key("problems").begin_array();
    const auto done = view_.problems([&](const ProblemRow& row) {
      json_.begin_object();
      number("evidence", row.evidence);
      json_.member("file", row.file);
      number("offset", row.offset);
      json_.member("fault", name_of(row.fault))
          .member("why", row.why)
          .member("reader", row.reader)
          .end_object();
      flush();
    });
    json_.end_array();
    return done;
  }

  void observation(CaseView& from, const Match& match, std::string_view indicator) {
    json_.begin_object().member("kind", match.kind).key("fields");
    bool written = false;
    // The observation is read again from the case: a finding keeps only what it matched.
    const auto seen = from.observation(match.observation, [&](const Observed& observed) {
      written = true;
      write_fields(*observed.record, json_);
    });
    // A case that kept no observations still has what was matched.
    if (!seen || !written) json_.begin_object().member(match.field, match.value).end_object();
    json_.key("origin").begin_object().member("file", match.file);
    number("offset", match.offset);
    json_.member("reader", match.reader).end_object();
    json_.key("match").begin_object().member("indicator", indicator).member("field", match.field);
    json_.member("value", match.value).member("probe", match.probe).end_object().end_object();
  }

  void finding(CaseView& from, const StoredFinding& stored, std::string_view change) {
    const auto& f = stored.finding;
    json_.begin_object().member("subject", f.subject);
    maybe("directive", f.directive), maybe("clause", f.clause);
    json_.member("indicator", f.indicator);
    maybe("source", f.source);
    json_.member("confidence", name_of(f.confidence));
    maybe("presence", name_of(f.presence)), maybe("class", f.hit_class);
    json_.member("why", f.why);
    number("evidence", f.evidence);
    json_.member("root", f.root);
    number("matches", f.matches);
    if (!change.empty()) json_.member("change", change);
    json_.key("observations").begin_array();
    for (std::size_t i = 0; i < f.because.size(); ++i)
      observation(from, f.because[i],
                  i < stored.indicators.size() ? std::string_view(stored.indicators[i]) : "");
    json_.end_array().end_object();
    flush();
  }

  Result<> findings() {
    auto changes = FindingChanges::between(view_, options_.against);
    json_.key("findings").begin_array();
    Result<> done;
    if (!changes) done = pass(changes.error());
    const auto found = each_finding(view_, [&](const StoredFinding& stored) {
      finding(view_, stored, changes ? changes->change(stored.finding) : "");
    });
    if (done) done = found;
    json_.end_array();
    if (options_.against == nullptr || !changes) return done;
    json_.key("gone").begin_array();  // numbers of evidence in here are those of the older case
    const auto gone =
        changes->each_gone([&](const StoredFinding& s) { finding(*options_.against, s, "gone"); });
    json_.end_array();
    return done ? gone : done;
  }

  void summary() {
    const auto s = view_.summary();
    json_.key("summary").begin_object().member("found", s.confirmed + s.probable > 0);
    json_.member("incomplete", s.incomplete);
    number("confirmed", s.confirmed), number("probable", s.probable), number("leads", s.leads);
    number("files", s.files), number("observations", s.observations), number("problems", s.problems);
    number("indicators", s.indicators), number("matched_indicators", s.matched_indicators);
    json_.member("exit_code", std::int64_t{s.exit_code});
    date("started", s.started);
    json_.end_object();
  }

  CaseView& view_;
  const ReportOptions& options_;
  Pieces out_;
  JsonWriter json_{2};
};

}  // namespace

void write_row(const View& what, const std::vector<std::size_t>& columns, const Row& row, JsonWriter& out) {
  out.begin_object();
  for (const auto i : columns) {
    out.key(what.columns[i].name);
    if (row[i].is_json)
      out.raw(row[i].text);
    else if (row[i].is_number)
      out.value(row[i].number);
    else
      out.value(row[i].text);
  }
  out.end_object();
}

Result<> write_scan(CaseView& view, const ReportOptions& options, Writer& out) {
  return Scan(view, options, out).write();
}

}  // namespace waarborg
