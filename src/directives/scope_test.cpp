#include <gtest/gtest.h>

#include "directives/model.h"

namespace waarborg {
namespace {

Product product(std::string subject, std::vector<std::string> categories) {
  Product out;
  out.name = subject.substr(subject.rfind('/') + 1);
  out.subject = std::move(subject);
  out.categories = std::move(categories);
  return out;
}

Catalogue shop() {
  CatalogueEntry acme, other;
  acme.subject = "vendor/acme", acme.name = "Acme";
  acme.products = {product("product/acme/shield", {"antivirus"}),
                   product("product/acme/agent", {"antivirus-component"}),
                   product("product/acme/suite", {"vpn", "antivirus"}),
                   product("product/acme/vault", {"password-manager"}), product("product/acme/riddle", {})};
  other.subject = "vendor/other", other.name = "Other";
  other.products = {product("product/other/shield", {"antivirus"})};
  return {{acme, other}};
}

DirectiveSubject meant(std::string ref, std::vector<std::string> categories = {},
                       std::vector<std::string> exclusions = {}) {
  DirectiveSubject out;
  out.ref = std::move(ref);
  out.only_categories = std::move(categories);
  out.exclusions = std::move(exclusions);
  return out;
}

Clause clause(std::string id, std::string effect, std::vector<std::string> subjects = {}) {
  Clause out;
  out.id = std::move(id), out.effect = std::move(effect), out.subjects = std::move(subjects);
  return out;
}

Directive directive(std::string id, std::vector<DirectiveSubject> subjects) {
  Directive out;
  out.id = std::move(id), out.subjects = std::move(subjects);
  out.clauses = {clause("tell", "inform"), clause("out", "remove"), clause("gone", "prohibit-use")};
  return out;
}

Finding finding(std::string subject, Confidence confidence = Confidence::confirmed) {
  Finding out;
  out.subject = std::move(subject), out.confidence = confidence, out.why = "It is there.";
  return out;
}

const std::vector<std::string> antivirus = {"antivirus", "antivirus-component"};

TEST(Scope, table) {
  const auto limited = directive("limited", {meant("vendor/acme", antivirus)});
  const auto whole = directive("whole", {meant("vendor/acme")});
  const auto one = directive("one", {meant("product/acme/shield")});
  const auto but = directive("but", {meant("vendor/acme", {}, {"product/acme/vault"})});
  const auto two = directive("two", {meant("product/acme/shield"), meant("vendor/other")});
  const auto again =
      directive("again", {meant("vendor/acme", {}, {"product/acme/vault"}), meant("product/acme/vault")});
  struct Case {
    const Directive& d;
    std::string_view subject;
    Scope scope;
  };
  const Case cases[] = {
      {limited, "product/acme/shield", Scope::inside},
      {limited, "product/acme/agent", Scope::inside},
      {limited, "product/acme/suite", Scope::inside},      // one of its kinds is enough
      {limited, "product/acme/vault", Scope::outside},     // a known product of another kind
      {limited, "product/acme/riddle", Scope::undecided},  // a product whose kind nobody wrote down
      {limited, "product/acme/novel", Scope::undecided},   // a product that the catalogue does not have
      {limited, "vendor/acme", Scope::undecided},
      {limited, "vendor/other", Scope::outside},
      {limited, "product/other/shield", Scope::outside},
      {limited, "vendor/acmecorp", Scope::outside},  // a name that only begins alike
      {whole, "vendor/acme", Scope::inside},
      {whole, "product/acme/vault", Scope::inside},
      {one, "vendor/acme", Scope::undecided},
      {one, "product/acme/vault", Scope::outside},
      {but, "product/acme/vault", Scope::excluded},
      {but, "product/acme/shield", Scope::inside},
      {but, "vendor/acme", Scope::undecided},
      {two, "product/other/shield", Scope::inside},
      {again, "product/acme/vault", Scope::inside},  // named by the second subject
  };
  for (const auto& c : cases)
    EXPECT_EQ(scope_of(c.d, c.subject, shop()), c.scope) << c.d.id << " " << c.subject;
}

TEST(Scope, subjects_whose_indicators_are_needed) {
  const auto limited = directive("limited", {meant("vendor/acme", antivirus)});
  EXPECT_EQ(subjects_of(limited, shop()),
            (std::vector<std::string>{"product/acme/agent", "product/acme/riddle", "product/acme/shield",
                                      "product/acme/suite", "vendor/acme"}));
  EXPECT_TRUE(subjects_of(directive("none", {meant("vendor/nobody")}), shop()).empty());
}

TEST(Apply, gives_directive_and_clause) {
  const auto got = apply({directive("limited", {meant("vendor/acme", antivirus)})}, {},
                         {finding("product/acme/shield")}, shop());
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].directive, "limited");
  EXPECT_EQ(got[0].clause, "out");  // the first that ends use, not the first
  EXPECT_EQ(got[0].confidence, Confidence::confirmed);
  EXPECT_EQ(got[0].why, "It is there.");
}

TEST(Apply, a_vendor_without_a_product_is_at_most_probable_and_says_so) {
  const std::vector<Directive> limited = {directive("limited", {meant("vendor/acme", antivirus)})};
  for (const auto& [before, after] : {std::pair{Confidence::confirmed, Confidence::probable},
                                      {Confidence::probable, Confidence::probable},
                                      {Confidence::lead, Confidence::lead}}) {
    const auto got = apply(limited, {}, {finding("vendor/acme", before)}, shop());
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].confidence, after);
    EXPECT_EQ(got[0].why, "It is there. The product is not known; the directive names only antivirus.");
    EXPECT_EQ(got[0].clause, "out");
  }
  const auto one =
      apply({directive("one", {meant("product/acme/shield")})}, {}, {finding("vendor/acme")}, shop());
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].why.substr(0, 51), "It is there. The product is not known; the directiv");
  const auto novel = apply(limited, {}, {finding("product/acme/novel")}, shop());
  ASSERT_EQ(novel.size(), 1u);
  EXPECT_EQ(novel[0].why,
            "It is there. What kind of product this is is not known; the directive names only antivirus.");
}

TEST(Apply, outside_and_excluded_are_dropped_unless_asked_for) {
  const std::vector<Directive> all = {
      directive("but", {meant("vendor/acme", antivirus, {"product/acme/suite"})})};
  const std::vector<Finding> findings = {finding("product/acme/vault"), finding("product/acme/suite"),
                                         finding("product/other/shield")};
  EXPECT_TRUE(apply(all, {}, findings, shop()).empty());
  const auto asked = apply(all, {"vendor/acme"}, findings, shop());
  ASSERT_EQ(asked.size(), 2u);
  for (const auto& f : asked) EXPECT_EQ(f.directive + f.clause, "") << f.subject;
  EXPECT_EQ(apply({}, {"product/other/shield"}, findings, shop()).size(), 1u);
}

TEST(Apply, asked_for_by_name_does_not_double_what_a_directive_takes) {
  const auto got = apply({directive("whole", {meant("vendor/acme")})}, {"vendor/acme"},
                         {finding("product/acme/shield")}, shop());
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].directive, "whole");
}

TEST(Apply, two_directives_make_two_findings) {
  const auto got = apply(
      {directive("first", {meant("vendor/acme")}), directive("second", {meant("vendor/acme", antivirus)})},
      {}, {finding("vendor/acme"), finding("product/other/shield")}, shop());
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].directive, "first");
  EXPECT_EQ(got[0].confidence, Confidence::confirmed);  // the cap of the second does not touch it
  EXPECT_EQ(got[1].directive, "second");
  EXPECT_EQ(got[1].confidence, Confidence::probable);
}

TEST(Apply, campaigns_are_kept_without_a_directive) {
  auto spy = finding("campaign/pegasus");
  spy.directive = "left from before";
  const auto got = apply({directive("whole", {meant("vendor/acme")})}, {}, {spy}, shop());
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].directive, "");
}

TEST(Apply, clause_of_the_subject) {
  auto d = directive("split", {meant("vendor/acme")});
  d.clauses = {clause("watch", "monitor"), clause("vault-out", "remove", {"product/acme/vault"}),
               clause("shield-out", "replace", {"product/acme/shield"})};
  const auto clause_of = [&](std::string subject) {
    return apply({d}, {}, {finding(subject)}, shop()).at(0).clause;
  };
  EXPECT_EQ(clause_of("product/acme/vault"), "vault-out");
  EXPECT_EQ(clause_of("product/acme/shield"), "shield-out");
  EXPECT_EQ(clause_of("product/acme/agent"), "watch");  // nothing ends its use
  d.clauses = {clause("vault-out", "remove", {"product/acme/vault"})};
  EXPECT_EQ(clause_of("product/acme/agent"), "");
}

Directive by_ownership() {
  auto out = directive("owners", {meant("product/acme/shield")});
  out.clauses = {clause("managed", "remove"), clause("own", "restrict-use")};
  out.clauses[0].applies_to = {{"ownership", {"organisation", "cope"}}};
  out.clauses[1].applies_to = {{"ownership", {"byod", "private"}}};
  return out;
}

TEST(Apply, TheClauseIsOneForDevicesOfThisOwnership) {
  const std::pair<const char*, const char*> rows[] = {
      {"organisation", "managed"}, {"cope", "managed"}, {"byod", "own"}, {"private", "own"}};
  for (const auto& [ownership, wanted] : rows) {
    auto f = finding("product/acme/shield");
    f.evidence = 3;
    const auto got = apply({by_ownership()}, {}, {f}, shop(), {{3, ownership}, {4, "organisation"}});
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].clause, wanted) << ownership;
    EXPECT_EQ(got[0].why, "It is there.") << ownership;
  }
}

TEST(Apply, WhereOwnershipIsNotKnownTheStrictestClauseIsShownAndSaidToDepend) {
  const auto got = apply({by_ownership()}, {}, {finding("product/acme/shield")}, shop(), {{9, "byod"}});
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].clause, "managed");
  EXPECT_EQ(got[0].confidence, Confidence::confirmed);
  EXPECT_EQ(
      got[0].why,
      "It is there. Whether clause managed applies depends on what is not known: ownership (organisation, "
      "cope).");
}

TEST(Apply, ADirectiveWithoutAClauseForTheseDevicesSaysSo) {
  auto d = by_ownership();
  d.clauses.pop_back();
  const auto got = apply({d}, {}, {finding("product/acme/shield")}, shop(), {{0, "byod"}});
  ASSERT_EQ(got.size(), 1u) << "what is there is told all the same";
  EXPECT_EQ(got[0].clause, "");
  EXPECT_EQ(got[0].why, "It is there. No clause of the directive is about devices of this ownership (byod).");
}

TEST(Apply, WhatElseAClauseDependsOnIsSaid) {
  auto d = by_ownership();
  d.clauses[1].applies_to.push_back({"function", {"internal-network"}});
  const auto got = apply({d}, {}, {finding("product/acme/shield")}, shop(), {{0, "private"}});
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].clause, "own");
  EXPECT_EQ(
      got[0].why,
      "It is there. Whether clause own applies depends on what is not known: function (internal-network).");
}

}  // namespace
}  // namespace waarborg
