#include "ledger/entry.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace waarborg {
namespace {

std::string str(Json json, std::string_view key) {
  return std::string(json[key].text());
}
Time time_in(Json json, std::string_view key) {
  return parse_time(json[key].text()).value_or(Time{});
}

template <class T, class Read>
std::vector<T> list(Json json, Read read) {
  std::vector<T> out;
  json.each([&](Json item) { out.push_back(read(item)); });
  return out;
}

std::vector<std::string> texts(Json json) {
  return list<std::string>(json, [](Json item) { return std::string(item.text()); });
}

void write(JsonWriter& out, const std::vector<std::string>& all) {
  out.begin_array();
  for (const auto& text : all) out.value(text);
  out.end_array();
}

void write(JsonWriter& out, const std::vector<Identifier>& all) {
  out.key("identifiers").begin_array();
  for (const auto& i : all)
    out.begin_object()
        .member("scheme", i.scheme)
        .member("value", i.value)
        .member("strong", i.strong)
        .end_object();
  out.end_array();
}

std::vector<Identifier> read_identifiers(Json json) {
  return list<Identifier>(json["identifiers"], [](Json i) {
    return Identifier{str(i, "scheme"), str(i, "value"), i["strong"].flag()};
  });
}

template <class E>
E named(std::string_view name, std::uint8_t count, E otherwise) {
  for (std::uint8_t i = 0; i < count; ++i)
    if (name_of(static_cast<E>(i)) == name) return static_cast<E>(i);
  return otherwise;
}

Rule read_rule(Json j) {
  Rule rule{str(j, "directive"),
            str(j, "version"),
            str(j, "sha256"),
            str(j, "issued"),
            j["max_age_days"].number(14),
            {}};
  rule.subjects = list<SubjectRule>(j["subjects"], [](Json s) {
    SubjectRule out{str(s, "subject"),   str(s, "clause"),         str(s, "deadline"),
                    str(s, "catalogue"), str(s, "catalogue_date"), {}};
    for (const auto& [platform, probes] : s["absence"].members())
      out.absence[std::string(platform)] = texts(probes);
    return out;
  });
  return rule;
}

Observation read_observation(Json j) {
  Observation o;
  o.case_sha256 = str(j, "case");
  o.evidence = static_cast<std::uint32_t>(j["evidence"].number());
  o.evidence_sha256 = str(j, "evidence_sha256");
  o.name = str(j, "name"), o.ownership = str(j, "ownership");
  o.taken = time_in(j, "taken");
  o.rights = str(j, "rights"), o.rights_from = str(j, "rights_from");
  o.platforms = texts(j["platforms"]);
  o.identifiers = read_identifiers(j);
  // An unknown word is read as what proves least.
  o.probes = list<ProbeResult>(j["probes"], [](Json p) {
    return ProbeResult{str(p, "probe"), named(p["status"].text(), status_count, Status::unreadable),
                       p["canary"].flag()};
  });
  o.content = list<LoadedContent>(j["content"], [](Json c) {
    return LoadedContent{str(c, "what"), str(c, "name"), str(c, "version"), str(c, "date"), str(c, "sha256")};
  });
  o.sightings = list<Sighting>(j["findings"], [](Json f) {
    return Sighting{str(f, "directive"), str(f, "subject"), str(f, "indicator"),
                    named(f["confidence"].text(), 3, Confidence::confirmed),
                    presence_named(f["presence"].text()).value_or(Presence::none)};
  });
  o.conflict = str(j, "conflict");
  return o;
}

}  // namespace

std::string body_of(const Rule& rule) {
  JsonWriter out;
  out.begin_object()
      .member("directive", rule.directive)
      .member("version", rule.version)
      .member("sha256", rule.sha256);
  out.member("issued", rule.issued).member("max_age_days", rule.max_age_days).key("subjects").begin_array();
  for (const auto& s : rule.subjects) {
    out.begin_object().member("subject", s.subject).member("clause", s.clause).member("deadline", s.deadline);
    out.member("catalogue", s.catalogue)
        .member("catalogue_date", s.catalogue_date)
        .key("absence")
        .begin_object();
    for (const auto& [platform, probes] : s.absence) {
      out.key(platform);
      write(out, probes);
    }
    out.end_object().end_object();
  }
  return out.end_array().end_object().take();
}

std::string body_of(const Asset& asset) {
  JsonWriter out;
  out.begin_object()
      .member("source", asset.source)
      .member("asset", asset.name)
      .member("ownership", asset.ownership);
  out.member("taken", to_text(asset.taken)).member("sha256", asset.sha256);
  write(out, asset.identifiers);
  return out.end_object().take();
}

std::string body_of(const Observation& o) {
  JsonWriter out;
  out.begin_object().member("case", o.case_sha256).member("evidence", std::int64_t{o.evidence});
  if (!o.evidence_sha256.empty()) out.member("evidence_sha256", o.evidence_sha256);
  out.member("name", o.name);
  out.member("ownership", o.ownership).member("taken", to_text(o.taken));
  out.member("rights", o.rights).member("rights_from", o.rights_from).key("platforms");
  write(out, o.platforms);
  write(out, o.identifiers);
  out.key("probes").begin_array();
  for (const auto& p : o.probes)
    out.begin_object()
        .member("probe", p.probe)
        .member("status", name_of(p.status))
        .member("canary", p.canary)
        .end_object();
  out.end_array().key("content").begin_array();
  for (const auto& c : o.content)
    out.begin_object()
        .member("what", c.what)
        .member("name", c.name)
        .member("version", c.version)
        .member("date", c.date)
        .member("sha256", c.sha256)
        .end_object();
  out.end_array().key("findings").begin_array();
  for (const auto& s : o.sightings)
    out.begin_object()
        .member("directive", s.directive)
        .member("subject", s.subject)
        .member("indicator", s.indicator)
        .member("confidence", name_of(s.confidence))
        .member("presence", name_of(s.presence))
        .end_object();
  out.end_array();
  if (!o.conflict.empty()) out.member("conflict", o.conflict);
  return out.end_object().take();
}

std::string body_of(const Statement& s) {
  JsonWriter out;
  out.begin_object().member("asset", s.asset).member("directive", s.directive).member("subject", s.subject);
  return out.member("actor", s.actor).member("reason", s.reason).end_object().take();
}

std::string body_of(const Grant& g) {
  JsonWriter out;
  out.begin_object().member("asset", g.asset).member("directive", g.directive).member("subject", g.subject);
  out.member("need", g.need).member("approver", g.approver);
  return out.member("from", to_text(g.from)).member("until", to_text(g.until)).end_object().take();
}

bool leaves_scope(std::string_view kind) {
  return kind == "decommissioned" || kind == "lost" || kind == "out-of-scope";
}
bool is_statement(std::string_view kind) {
  return leaves_scope(kind) || kind == "removal-claimed" || kind == "false-positive";
}

Result<LedgerEntry> read_entry(const Event& event) {
  const auto row = static_cast<std::uint64_t>(event.id);
  const auto parsed = JsonDocument::parse(event.body);
  if (!parsed)
    return fail(Fault::malformed, fmt::format("event {} holds no JSON: {}", event.id, parsed.error().what),
                row);
  const auto j = parsed->root();
  LedgerEntry out{event.id, event.about, event.recorded, event.organisation, event.kind, Rule{}};
  if (event.kind == "directive") {
    out.what = read_rule(j);
  } else if (event.kind == "asset") {
    out.what = Asset{str(j, "source"), str(j, "asset"),     str(j, "ownership"),
                     str(j, "sha256"), time_in(j, "taken"), read_identifiers(j)};
  } else if (event.kind == "observation" || event.kind == "conflict") {
    out.what = read_observation(j);
  } else if (is_statement(event.kind)) {
    out.what =
        Statement{str(j, "asset"), str(j, "directive"), str(j, "subject"), str(j, "actor"), str(j, "reason")};
  } else if (event.kind == "exception") {
    out.what = Grant{str(j, "asset"),    str(j, "directive"), str(j, "subject"),  str(j, "need"),
                     str(j, "approver"), time_in(j, "from"),  time_in(j, "until")};
  } else if (event.kind == "published") {
    out.what = Publication{event.body};
  } else {
    return fail(Fault::unsupported,
                fmt::format("event {} is of kind \"{}\", which this program does not know", event.id,
                            clean(event.kind)),
                row);
  }
  return out;
}

std::string clean(std::string_view text) {
  // printable() can make a text longer; what is cut is cut before and at a whole character.
  auto out = printable(to_utf8(trim(text.substr(0, 1000))));
  if (out.size() > 1000) {
    out.resize(1000);
    while (!is_utf8(out)) out.pop_back();
  }
  return out;
}

}  // namespace waarborg
