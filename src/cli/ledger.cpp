#include "cli/ledger.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "engine/ledger_door.h"

namespace waarborg {
namespace {

constexpr int code_failed = 4;

struct State {
  LedgerPlace place;
  std::vector<std::string> directives;
  LedgerAdd add;
  LedgerEvent event;
  LedgerException exception;
  std::string format = "table", head;
};

CLI::App& verb_of(CLI::App& ledger, State& s, const char* name, const char* about) {
  auto& verb = *ledger.add_subcommand(name, about);
  verb.add_option("--ledger", s.place.ledger, "The ledger")->required()->type_name("FILE|postgresql://...");
  verb.add_option("--as-of", s.place.as_of,
                  "The clock: recorded then, or as known then. A date is the end of that day; default: now")
      ->type_name("DATE");
  return verb;
}

void add_intake(CLI::App& ledger, const std::shared_ptr<State>& s, int& code) {
  auto& init = verb_of(ledger, *s, "init", "Make a ledger for these directives");
  init.add_option("--directive", s->directives,
                  "Directives: files, folders or ids of shipped ones; default: all shipped ones")
      ->type_name("FILE|DIR");
  init.callback([s, &code] { code = show_page(ledger_init(s->place, s->directives), code_failed); });

  auto& add = verb_of(ledger, *s, "add", "Record what cases or an inventory say");
  add.add_option("case", s->add.cases, "Cases written by scan -o")->type_name("CASE");
  add.add_option("--assets", s->add.assets, "Inventory (CSV: asset, organisation, ownership, identifiers)")
      ->type_name("FILE");
  add.add_option("--source", s->add.source, "Where the inventory comes from")->type_name("NAME");
  add.add_option("--taken", s->add.taken, "When the inventory was made")->type_name("DATE");
  add.add_option("--organisation", s->add.organisation, "Whose the cases are that do not say")
      ->type_name("ORG");
  add.add_option("--rights", s->add.rights, "root: everything could be read, where a case does not say")
      ->type_name("root");
  add.add_option("--actor", s->add.actor, "Who vouches for --rights")->type_name("NAME");
  add.add_option("--directive", s->add.directives, "Take up directives too, or anew")->type_name("FILE|DIR");
  add.callback([s, &code] { code = show_page(ledger_add(s->place, s->add), 1); });
}

void add_statements(CLI::App& ledger, const std::shared_ptr<State>& s, int& code) {
  auto& event = verb_of(ledger, *s, "event", "Record what somebody says of an asset");
  auto& e = s->event;
  event.add_option("kind", e.kind, "What is said")
      ->required()
      ->check(CLI::IsMember({"removal-claimed", "decommissioned", "lost", "out-of-scope", "false-positive"}));
  event.add_option("--organisation", e.organisation, "Whose asset")->required()->type_name("ORG");
  event.add_option("--asset", e.asset, "Name in an inventory, or scheme:value")
      ->required()
      ->type_name("ASSET");
  event.add_option("--subject", e.subject, "What was removed or wrongly found")->type_name("SUBJECT");
  event.add_option("--directive", e.directive, "Under this directive only")->type_name("ID");
  event.add_option("--actor", e.actor, "Who says it")->required()->type_name("NAME");
  event.add_option("--reason", e.reason, "Why, and with which proof")->required()->type_name("TEXT");
  event.add_option("--when", e.when, "When it happened; default: now")->type_name("DATE");
  event.callback([s, &code] { code = show_page(ledger_event(s->place, s->event), 1); });

  auto& grant = verb_of(ledger, *s, "exception", "Record an exception; it ends by itself");
  auto& x = s->exception;
  grant.add_option("--organisation", x.organisation, "For whom")->required()->type_name("ORG");
  grant.add_option("--asset", x.asset, "For this asset; default: all of the organisation")
      ->type_name("ASSET");
  grant.add_option("--subject", x.subject, "What may stay")->required()->type_name("SUBJECT");
  grant.add_option("--directive", x.directive, "Under this directive only")->type_name("ID");
  grant.add_option("--need", x.need, "Why it is needed")->required()->type_name("TEXT");
  grant.add_option("--approver", x.approver, "Who approved it")->required()->type_name("NAME");
  grant.add_option("--valid-from", x.from, "Default: now")->type_name("DATE");
  grant.add_option("--valid-until", x.until, "Its last day")->required()->type_name("DATE");
  grant.callback([s, &code] { code = show_page(ledger_exception(s->place, s->exception), 1); });
}

}  // namespace

void add_ledger(CLI::App& app, int& code) {
  auto s = std::make_shared<State>();
  auto& ledger = *app.add_subcommand(
      "ledger", "Prove over time: present, proven absent, unknown; silence is never absence");
  ledger.require_subcommand(1);
  add_intake(ledger, s, code);
  add_statements(ledger, s, code);
  auto& status =
      verb_of(ledger, *s, "status",
              "Figures for each organisation and the state of each asset; 0: gone everywhere, 1: not");
  status.add_option("--format", s->format, "How to write it")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  status.callback([s, &code] { code = show_page(ledger_status(s->place, s->format == "json"), 1); });
  auto& verify = verb_of(ledger, *s, "verify", "Was a row altered, taken out or added?");
  verify.add_option("--head", s->head, "A head written down earlier that must be in it")->type_name("SHA256");
  verify.callback([s, &code] { code = show_page(ledger_verify(s->place, s->head), 1); });
  auto& all = verb_of(ledger, *s, "export", "All events as JSON lines");
  all.callback([s, &code] { code = show_page(ledger_export(s->place), 1); });
  ledger.footer(
      "Examples:\n"
      "  waarborg ledger init --ledger nl.ledger --directive decision.yaml\n"
      "  waarborg ledger add --ledger nl.ledger --assets cmdb.csv --source cmdb --taken 2026-11-20\n"
      "  waarborg ledger add --ledger nl.ledger host.case\n"
      "  waarborg ledger status --ledger nl.ledger --as-of 2026-12-31");
}

}  // namespace waarborg
