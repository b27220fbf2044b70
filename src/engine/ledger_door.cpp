#include "engine/ledger_door.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "engine/sought.h"
#include "ledger/binding.h"
#include "ledger/intake.h"
#include "ledger/show.h"
#include "ledger/store.h"

namespace waarborg {
namespace {

// A date alone is its last microsecond: what was recorded on that day counts.
Result<Time> end_of(const std::string& text) {
  const auto time = parse_time(text);
  if (!time) return fail(Fault::malformed, fmt::format("\"{}\" is no date: write 2026-11-22", clean(text)));
  return is_date(text) ? *time + std::chrono::hours(24) - std::chrono::microseconds(1) : *time;
}

struct Opened {
  std::unique_ptr<Store> store;
  Time as_of{};  // known(): given, else now and left to the store
  Time given{};
  std::vector<LedgerEntry> entries;
};

// `writes`: other writers wait until the store goes away, so that what is checked here still holds when it is
// recorded.
enum class Opening : std::uint8_t { nothing, reads, writes };

Result<Opened> open(const LedgerPlace& place, Opening how = Opening::reads) {
  Opened out;
  if (!place.as_of.empty()) {
    const auto time = end_of(place.as_of);
    if (!time) return pass(time.error());
    out.given = *time;
  }
  out.as_of = known(out.given) ? out.given : Clock::now();
  auto store = Store::open(place.ledger);
  if (!store) return pass(store.error());
  out.store = std::move(*store);
  if (how == Opening::nothing) return out;
  if (how == Opening::writes)
    if (auto locked = out.store->lock(); !locked) return pass(locked.error());
  // What follows from a chain that is broken is worth nothing.
  ChainCheck chain;
  Result<> good;
  const auto walked = out.store->each([&](const Event& event) {
    if (good) good = chain.next(event);
    if (!good) return;
    auto entry = read_entry(event);
    if (entry)
      out.entries.push_back(std::move(*entry));
    else
      good = pass(entry.error());
  });
  // Not wrong usage, whatever the fault: the ledger itself failed.
  if (!good) return fail(Fault::io, good.error().what, good.error().offset);
  if (!walked) return pass(walked.error());
  return out;
}

Result<> directive_events(const std::vector<std::string>& directives, const std::vector<LedgerEntry>& entries,
                          Time now, std::vector<NewEvent>& out) {
  ContentRequest request;
  request.directives = directives;
  const auto content = load_content(request);
  if (!content) return pass(content.error());
  for (const auto& directive : content->directives) {
    const auto rule = rule_of(directive, content->catalogue);
    if (rule.subjects.empty())
      return fail(Fault::unsupported,
                  fmt::format("{}: the catalogue has nothing that this directive is about", directive.id));
    const auto body = body_of(rule);
    std::string newest;
    for (const auto& entry : entries)
      if (const auto* known_rule = std::get_if<Rule>(&entry.what);
          known_rule != nullptr && known_rule->directive == rule.directive)
        newest = body_of(*known_rule);
    if (newest != body) out.push_back({parse_time(rule.issued).value_or(now), "", "directive", body});
  }
  return {};
}

bool has_case(const std::vector<LedgerEntry>& entries, const std::string& sha256) {
  return std::any_of(entries.begin(), entries.end(), [&](const LedgerEntry& e) {
    const auto* o = std::get_if<Observation>(&e.what);
    return o != nullptr && o->case_sha256 == sha256;
  });
}

// Entries as they will be, so that conflicts within one call are seen too.
Result<> note(std::vector<LedgerEntry>& entries, const NewEvent& event, Time now) {
  auto entry = read_entry({static_cast<std::int64_t>(entries.size()) + 1, event.about, now,
                           event.organisation, event.kind, event.body, ""});
  if (!entry) return pass(entry.error());
  entries.push_back(std::move(*entry));
  return {};
}

// Said when a case comes in, so that nobody waits for a proof that cannot come.
std::string before_issue(const std::vector<LedgerEntry>& entries, const Observation& o) {
  std::map<std::string, std::string> issued;  // the newest rule of each directive holds
  for (const auto& entry : entries)
    if (const auto* rule = std::get_if<Rule>(&entry.what)) issued[rule->directive] = rule->issued;
  std::vector<std::string> later;
  for (const auto& [directive, day] : issued)
    if (const auto time = parse_time(day); time && known(o.taken) && o.taken < *time)
      later.push_back(fmt::format("{} ({})", printable(directive), day));
  if (later.empty()) return "";
  const auto more = later.size() > 3 ? fmt::format(" and {} more", later.size() - 3) : std::string();
  later.resize(std::min<std::size_t>(later.size(), 3));
  return fmt::format("  taken before {}{} was issued: it proves no absence under that\n", join(later, ", "),
                     more);
}

// What did not stand among the conflicts before.
void say_conflicts(const std::vector<std::string>& before, const std::vector<LedgerEntry>& entries,
                   Page& page) {
  for (const auto& line : bind_devices(entries).conflicts) {
    if (std::find(before.begin(), before.end(), line) != before.end()) continue;
    page.text += "conflict: " + printable(line) + "\n";
    page.good = false;
  }
}

Result<> add_case(const std::string& path, const LedgerAdd& request, Opened& at,
                  std::vector<NewEvent>& events, Page& page) {
  const auto bytes = read_file(path);
  if (!bytes) return pass(bytes.error());
  const auto digest = hex(sha256(as_bytes(*bytes)));
  if (has_case(at.entries, digest)) {
    page.text += fmt::format("{}: is in the ledger already\n", printable(path));
    return {};
  }
  auto view = CaseView::open(path);
  if (!view) return fail(view.error().fault, fmt::format("{}: {}", path, view.error().what));
  const auto rows = read_case(**view, digest, request.rights, request.actor);
  if (!rows) return fail(rows.error().fault, fmt::format("{}: {}", path, rows.error().what));
  for (auto row : *rows) {
    const auto organisation = row.organisation.empty() ? clean(request.organisation) : row.organisation;
    if (organisation.empty())
      return fail(Fault::unsupported,
                  fmt::format("{}: does not say whose it is; say it with --organisation", path));
    std::string by;
    const auto owner = other_owner(at.entries, organisation, row.observation.identifiers, by);
    if (!owner.empty()) {
      row.observation.conflict = fmt::format("{} is a device of {}", by, owner);
      page.text +=
          fmt::format("{}: {} claims {}, which is a device of {}: kept as a conflict, proves no absence\n",
                      printable(path), organisation, by, owner);
      page.good = false;
    } else {
      page.text += fmt::format(
          "{}: {}, {} finding(s), taken {}\n", printable(path), organisation,
          row.observation.sightings.size(),
          known(row.observation.taken) ? to_text(row.observation.taken) : "at a time that is not known");
    }
    page.text += before_issue(at.entries, row.observation);
    events.push_back({row.observation.taken, organisation, owner.empty() ? "observation" : "conflict",
                      body_of(row.observation)});
    if (auto noted = note(at.entries, events.back(), at.as_of); !noted) return noted;
  }
  return {};
}

Result<> add_assets(const LedgerAdd& request, Opened& at, std::vector<NewEvent>& events, Page& page) {
  if (request.source.empty() || request.taken.empty())
    return fail(Fault::unsupported,
                "an inventory needs --source and --taken: where it comes from and when it was made");
  const auto taken = parse_time(request.taken);
  if (!taken)
    return fail(Fault::malformed, fmt::format("\"{}\" is no date: write 2026-11-22", clean(request.taken)));
  const auto csv = read_file(request.assets, 256u << 20);
  if (!csv) return pass(csv.error());
  const auto rows = read_assets(*csv, request.source, *taken);
  if (!rows)
    return fail(rows.error().fault, fmt::format("{}: {}", request.assets, rows.error().what),
                rows.error().offset);
  std::size_t old = 0;
  std::map<std::string, bool> bodies;
  for (const auto& e : at.entries)
    if (const auto* asset = std::get_if<Asset>(&e.what))
      bodies[e.organisation + "\n" + body_of(*asset)] = true;
  for (const auto& row : *rows) {
    const auto body = body_of(row.asset);
    if (bodies.contains(row.organisation + "\n" + body)) {
      ++old;
      continue;
    }
    events.push_back({row.asset.taken, row.organisation, "asset", body});
    if (auto noted = note(at.entries, events.back(), at.as_of); !noted) return noted;
  }
  page.text += fmt::format("{}: {} asset(s) in scope, {} of them known already\n", printable(request.assets),
                           rows->size(), old);
  return {};
}

Result<Page> record(Opened& at, const std::vector<NewEvent>& events, Page page) {
  if (!events.empty())
    if (auto done = at.store->append(events, at.given); !done) return pass(done.error());
  page.text += fmt::format("{} event(s) recorded\n", events.size());
  return page;
}

Result<> need(std::initializer_list<std::pair<const char*, const std::string*>> fields) {
  std::vector<std::string> missing;
  for (const auto& [name, value] : fields)
    if (clean(*value).empty()) missing.emplace_back(name);
  if (missing.empty()) return {};
  return fail(Fault::unsupported, fmt::format("missing: {}", join(missing, ", ")));
}

// A statement on a subject or directive that the ledger does not follow would silently be about nothing.
Result<> check_target(const Opened& at, const std::string& directive, const std::string& subject) {
  bool directive_known = directive.empty(), subject_known = subject.empty();
  for (const auto& e : at.entries)
    if (const auto* rule = std::get_if<Rule>(&e.what)) {
      directive_known |= rule->directive == directive;
      for (const auto& s : rule->subjects) subject_known |= lies_below(s.subject, subject);
    } else if (const auto* o = std::get_if<Observation>(&e.what)) {
      for (const auto& s : o->sightings) subject_known |= lies_below(s.subject, subject);
    }
  if (!directive_known)
    return fail(Fault::not_found, fmt::format("the ledger has no directive {}", clean(directive)));
  if (!subject_known)
    return fail(Fault::not_found, fmt::format("no directive of the ledger is about {}", clean(subject)));
  return {};
}

}  // namespace

Result<Page> ledger_init(const LedgerPlace& place, const std::vector<std::string>& directives) {
  Time now{};
  if (!place.as_of.empty()) {
    const auto time = end_of(place.as_of);
    if (!time) return pass(time.error());
    now = *time;
  }
  std::vector<NewEvent> events;
  // The directives are read first: a ledger without its directives is of no use.
  if (auto read = directive_events(directives, {}, now, events); !read) return pass(read.error());
  if (auto made = Store::init(place.ledger); !made) return pass(made.error());
  auto store = Store::open(place.ledger);
  if (!store) return pass(store.error());
  if (auto done = (*store)->append(events, now); !done) return pass(done.error());
  return Page{fmt::format("a ledger of {} directive(s)\n", events.size())};
}

Result<Page> ledger_add(const LedgerPlace& place, const LedgerAdd& request) {
  if (request.cases.empty() && request.assets.empty() && request.directives.empty())
    return fail(Fault::unsupported, "nothing to add: name cases, --assets FILE or --directive FILE");
  if (!request.rights.empty() && (request.rights != "root" || request.actor.empty()))
    return fail(Fault::unsupported,
                "--rights is root, and needs --actor: who vouches that everything could be read");
  auto at = open(place, Opening::writes);
  if (!at) return pass(at.error());
  std::vector<NewEvent> events;
  Page page;
  const auto before = bind_devices(at->entries).conflicts;
  if (!request.directives.empty())
    if (auto read = directive_events(request.directives, at->entries, at->as_of, events); !read)
      return pass(read.error());
  if (!request.assets.empty())
    if (auto read = add_assets(request, *at, events, page); !read) return pass(read.error());
  for (const auto& path : request.cases)
    if (auto read = add_case(path, request, *at, events, page); !read) return pass(read.error());
  say_conflicts(before, at->entries, page);
  return record(*at, events, std::move(page));
}

Result<Page> ledger_event(const LedgerPlace& place, const LedgerEvent& r) {
  if (!is_statement(r.kind))
    return fail(Fault::unsupported, fmt::format("there is no event {}", clean(r.kind)));
  if (auto all = need({{"--organisation", &r.organisation},
                       {"--asset", &r.asset},
                       {"--actor", &r.actor},
                       {"--reason", &r.reason}});
      !all)
    return pass(all.error());
  if (!leaves_scope(r.kind))
    if (auto all = need({{"--subject", &r.subject}}); !all) return pass(all.error());
  auto at = open(place, Opening::writes);
  if (!at) return pass(at.error());
  if (auto target = check_target(*at, r.directive, r.subject); !target) return pass(target.error());
  const auto organisation = clean(r.organisation), asset = clean(r.asset);
  if (!knows_asset(at->entries, organisation, asset))
    return fail(Fault::not_found, fmt::format("{} has no asset {}", organisation, asset));
  auto when = r.when.empty() ? std::optional(at->as_of) : parse_time(r.when);
  if (!when) return fail(Fault::malformed, fmt::format("\"{}\" is no date: write 2026-11-22", clean(r.when)));
  if (*when > at->as_of) return fail(Fault::unsupported, "what is to come cannot be recorded as done");
  const Statement said{asset, clean(r.directive), clean(r.subject), clean(r.actor), clean(r.reason)};
  return record(*at, {{*when, organisation, r.kind, body_of(said)}}, {});
}

Result<Page> ledger_exception(const LedgerPlace& place, const LedgerException& r) {
  if (auto all = need({{"--organisation", &r.organisation},
                       {"--subject", &r.subject},
                       {"--need", &r.need},
                       {"--approver", &r.approver},
                       {"--valid-until", &r.until}});
      !all)
    return pass(all.error());
  auto at = open(place, Opening::writes);
  if (!at) return pass(at.error());
  if (auto target = check_target(*at, r.directive, r.subject); !target) return pass(target.error());
  const auto organisation = clean(r.organisation), asset = clean(r.asset);
  if (!asset.empty() && !knows_asset(at->entries, organisation, asset))
    return fail(Fault::not_found, fmt::format("{} has no asset {}", organisation, asset));
  const auto until = end_of(r.until);
  if (!until) return pass(until.error());
  const auto from = r.from.empty() ? std::optional(at->as_of) : parse_time(r.from);
  if (!from) return fail(Fault::malformed, fmt::format("\"{}\" is no date: write 2026-11-22", clean(r.from)));
  if (*until < *from) return fail(Fault::unsupported, "the exception would end before it begins");
  const Grant grant{asset, clean(r.directive), clean(r.subject), clean(r.need), clean(r.approver), *from,
                    *until};
  return record(*at, {{*from, organisation, "exception", body_of(grant)}}, {});
}

Result<Page> ledger_status(const LedgerPlace& place, bool json) {
  auto at = open(place);
  if (!at) return pass(at.error());
  const auto account = account_of(at->entries, at->as_of);
  if (!account) return pass(account.error());
  Page page{json ? account_json(*account) : account_text(*account)};
  // Where nothing is in scope nothing was shown to be gone.
  page.good = !account->organisations.empty() &&
              std::all_of(account->organisations.begin(), account->organisations.end(),
                          [](const auto& row) { return row.gone; });
  return page;
}

Result<Page> ledger_verify(const LedgerPlace& place, const std::string& known_head) {
  auto at = open(place, Opening::nothing);
  if (!at) return pass(at.error());
  const auto verified = at->store->verify(lower(known_head));
  if (!verified) {
    if (verified.error().fault == Fault::io) return pass(verified.error());
    return Page{"broken: " + verified.error().what + "\n", false};
  }
  return Page{fmt::format("whole: {} events, head {}\n", verified->first, verified->second)};
}

Result<Page> ledger_export(const LedgerPlace& place) {
  auto at = open(place, Opening::nothing);
  if (!at) return pass(at.error());
  Page page;
  ChainCheck chain;
  Result<> good;
  const auto read = at->store->each([&](const Event& event) {
    if (good) good = chain.next(event);
    if (event.recorded <= at->as_of) page.text += event_json(event) + "\n";
  });
  if (!good) return fail(Fault::io, good.error().what, good.error().offset);
  if (!read) return pass(read.error());
  return page;
}

}  // namespace waarborg
