// A made-up decision about a made-up vendor, as values: what is shipped may change without these tests.
#pragma once
#include <string>

#include "outputs/artefact.h"

namespace waarborg::enforcement {

inline Indicator indicator(std::string subject, Type type, Test test, std::string value,
                           Weight weight = Weight::decisive) {
  Indicator out;
  out.id = subject + "#" + std::string(name_of(type)) + ":" + value;
  out.subject = std::move(subject);
  out.type = type;
  out.test = test;
  out.value = std::move(value);
  out.weight = weight;
  return out;
}

inline Catalogue catalogue() {
  CatalogueEntry acme;
  acme.subject = "vendor/acme";
  acme.name = "Acme";
  Product tool, safe;
  tool.subject = "product/acme/tool";
  tool.name = "Acme Tool";
  tool.categories = {"antivirus"};
  safe.subject = "product/acme/safe";
  safe.name = "Acme Safe";
  safe.categories = {"password-manager"};
  acme.products = {tool, safe};
  const auto add = [&](const char* subject, Type type, Test test, const char* value, Weight weight) {
    acme.indicators.push_back(indicator(subject, type, test, value, weight));
  };
  add("vendor/acme", Type::domain, Test::within, "acme.example", Weight::lead);
  add("vendor/acme", Type::domain, Test::within, "update.acme.example", Weight::lead);
  add("vendor/acme", Type::domain, Test::within, "eu.update.acme.example", Weight::lead);
  add("vendor/acme", Type::domain, Test::exact, "one.acme.example", Weight::lead);
  add("vendor/acme", Type::domain, Test::within, "bücher.acme.example", Weight::lead);
  add("vendor/acme", Type::domain, Test::glob, "*-acme.example", Weight::lead);
  add("vendor/acme", Type::vendor, Test::words, "Acme Tools", Weight::supporting);
  add("product/acme/tool", Type::package, Test::exact, "deb/acme-tool", Weight::decisive);
  add("product/acme/tool", Type::package, Test::exact, "deb/tool", Weight::supporting);
  add("product/acme/tool", Type::package, Test::exact, "rpm/acme-tool", Weight::decisive);
  add("product/acme/tool", Type::service, Test::exact, "acme.service", Weight::supporting);
  add("product/acme/tool", Type::service, Test::exact, "AcmeSvc", Weight::supporting);
  add("product/acme/tool", Type::path, Test::within, "/opt/acme", Weight::supporting);
  add("product/acme/tool", Type::domain, Test::within, "acme-tool.example", Weight::lead);
  add("product/acme/safe", Type::package, Test::exact, "deb/acme-safe", Weight::decisive);
  add("product/acme/safe", Type::domain, Test::within, "acme-safe.example", Weight::lead);
  Catalogue out;
  out.entries = {acme};
  return out;
}

inline Directive directive() {
  Directive out;
  out.id = "test-acme";
  out.version = "1";
  out.status = "issued";
  out.issuer = "Nobody";
  out.issued = out.effective = "2026-01-01";
  DirectiveSubject subject;
  subject.ref = "vendor/acme";
  subject.only_categories = {"antivirus"};
  subject.exclusions = {"product/acme/safe"};
  out.subjects = {subject};
  Clause stop, watch;
  stop.id = "stop";
  stop.effect = "remove";
  stop.text.by_language = {{"en", "Acme is not used."}};
  stop.replacement_required = true;
  stop.replacement_order = "before-removal";
  Audience all;
  all.selector = "be/all";
  all.force = "mandatory";
  stop.audiences = {all};
  watch.id = "watch";
  watch.effect = "monitor";
  out.clauses = {stop, watch};
  return out;
}

inline CompileOptions options() {
  CompileOptions out;
  out.now = from_seconds(1'772'323'200);  // 2026-03-01
  out.exceptions = {{"EX-1", "192.0.2.53", "2026-12-31"},
                    {"EX-2", "2001:db8:0:1::/64", "2026-12-31"},
                    {"EX-0", "192.0.2.99", "2026-02-01"}};
  return out;
}

}  // namespace waarborg::enforcement
