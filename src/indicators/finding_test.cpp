#include "indicators/finding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace waarborg {
namespace {

Indicator make(std::string id, std::string subject, Type type, Weight weight, bool campaign = false) {
  Indicator out;
  out.subject = std::move(subject);
  out.type = type;
  out.test = type == Type::vendor ? Test::words : Test::exact;
  out.value = type == Type::ip ? "192.0.2.1" : type == Type::url ? "https://k.example/" : "k.example";
  out.weight = weight;
  out.id = std::move(id);
  out.source = "https://source.example/" + out.id;
  out.campaign = campaign;
  if (campaign) out.name = "Operation X";
  return out;
}

enum Number : std::uint32_t {
  package,
  path,
  product_vendor,
  query,
  vendor,
  vendor_text,
  campaign,
  other,
  config
};

Index make_index() {
  auto left = make("config", "product/k/kesl", Type::path, Weight::decisive);
  left.presence = Presence::residual;
  std::vector<Index::Refused> refused;
  auto index = Index::build({make("package", "product/k/kesl", Type::package, Weight::decisive),
                             make("path", "product/k/kesl", Type::path, Weight::supporting),
                             make("product_vendor", "product/k/kesl", Type::vendor, Weight::supporting),
                             make("query", "product/k/kesl", Type::domain, Weight::lead),
                             make("vendor", "vendor/k", Type::vendor, Weight::decisive),
                             make("vendor_text", "vendor/k", Type::vendor, Weight::supporting),
                             make("campaign", "campaign/x", Type::domain, Weight::decisive, true),
                             make("other", "product/other/thing", Type::package, Weight::decisive), left},
                            &refused);
  EXPECT_TRUE(refused.empty());
  return index;
}

Catalogue make_catalogue() {
  Catalogue out;
  CatalogueEntry entry;
  entry.subject = "vendor/k";
  entry.name = "Kaspersky";
  entry.products.push_back({"product/k/kesl", "Kaspersky Endpoint Security for Linux", {}, {}, {}});
  out.entries.push_back(std::move(entry));
  return out;
}

Match seen(Number number, std::uint64_t observation, std::string probe, std::string value, Presence presence,
           std::string kind = "program") {
  Match out;
  out.indicator = number;
  out.observation = observation;
  out.reader = probe.substr(probe.rfind('.') + 1);
  out.probe = std::move(probe);
  out.value = std::move(value);
  out.presence = presence;
  out.kind = std::move(kind);
  return out;
}

std::vector<Finding> concluded(std::vector<Match> matches) {
  static const auto index = make_index();
  static const auto catalogue = make_catalogue();
  return conclude(std::move(matches), index, catalogue);
}

Match package_seen(std::uint64_t n = 1) {
  return seen(package, n, "packages.dpkg", "deb/kesl", Presence::installed);
}
Match path_seen(std::uint64_t n = 2) {
  return seen(path, n, "paths", "/opt/kaspersky", Presence::file_only, "path.seen");
}
Match vendor_seen(std::uint64_t n = 3) {
  return seen(product_vendor, n, "packages.rpm", "AO Kaspersky Lab", Presence::installed);
}
Match unit_seen(std::uint64_t n = 5) {
  return seen(path, n, "services.systemd", "kesl.service", Presence::installed, "service");
}
Match query_seen(std::uint64_t n = 4) {
  return seen(query, n, "names.dnsmasq", "ksn.k.example", Presence::historic, "name.queried");
}

struct Row {
  const char* what;
  std::vector<Match> matches;
  Confidence confidence;
  Presence presence;
  const char* why;
};

// Other names end or begin with the same 15 bytes.
TEST(Conclude, ACutNameIsNeverAsSureAsTheWholeOne) {
  auto process = make("p", "campaign/x", Type::process, Weight::decisive, true);
  process.value = "com.example.watcher";
  auto app = make("a", "campaign/y", Type::app_id, Weight::decisive, true);
  app.value = "com.example.listener";
  auto fits = make("f", "campaign/z", Type::process, Weight::decisive, true);
  fits.value = "fifteen-bytes-x";
  const auto index = Index::build({process, app, fits});
  const std::vector<std::tuple<Type, std::string_view, std::vector<std::uint32_t>>> rows = {
      {Type::process_cut, "com.example.wat", {0}},  {Type::process_cut, "example.watcher", {0}},
      {Type::process_cut, "xample.listener", {1}},  {Type::process_cut, "xample.watcher", {}},
      {Type::process_cut, "fifteen-bytes-x", {}},   {Type::process, "example.watcher", {}},
      {Type::process, "com.example.watcher", {0}},  {Type::process, "fifteen-bytes-x", {2}},
      {Type::process_cut, "com.example.watc", {0}}, {Type::process_cut, "", {}}};
  for (const auto& [type, value, expected] : rows) {
    std::vector<std::uint32_t> found;
    index.find(type, value, found);
    EXPECT_EQ(found, expected) << value;
  }
  const auto met = [&](std::uint32_t indicator, std::string field) {
    Match m;
    m.indicator = indicator, m.observation = 1, m.probe = "android.processes", m.reader = "ps";
    m.kind = "process.seen", m.field = std::move(field), m.value = "v", m.presence = Presence::installed;
    const auto found = conclude({m}, index, {});
    return found.size() == 1 ? found[0].confidence : Confidence::lead;
  };
  EXPECT_EQ(met(0, "name"), Confidence::confirmed);
  EXPECT_EQ(met(0, "cut"), Confidence::probable);
  EXPECT_EQ(met(1, "app_id"), Confidence::confirmed);
  EXPECT_EQ(met(1, "cut"), Confidence::lead);
}

TEST(Conclude, WeighsWhatWasMet) {
  const std::vector<Row> rows = {
      {"one decisive",
       {package_seen()},
       Confidence::confirmed,
       Presence::installed,
       "Package deb/kesl names Kaspersky Endpoint Security for Linux, a decisive identifier (dpkg)."},
      {"two supporting from two probes",
       {path_seen(), vendor_seen()},
       Confidence::confirmed,
       Presence::installed,
       "Two independent signs of Kaspersky Endpoint Security for Linux: vendor text AO Kaspersky Lab in "
       "packages.rpm "
       "and path /opt/kaspersky in paths."},
      {"two supporting from one probe",
       {path_seen(1), path_seen(2)},
       Confidence::probable,
       Presence::file_only,
       "Path /opt/kaspersky points to Kaspersky Endpoint Security for Linux; no second, independent sign was "
       "seen "
       "(paths)."},
      {"a query",
       {query_seen()},
       Confidence::lead,
       Presence::historic,
       "Only a query for ksn.k.example: somebody asked for this name; Kaspersky Endpoint Security for Linux "
       "itself was "
       "not seen."},
      {"a removed package",
       {seen(package, 1, "packages.dpkg", "deb/kesl", Presence::residual)},
       Confidence::confirmed,
       Presence::residual,
       "Package kesl was removed, its configuration is left (dpkg)."},
      {"an indicator that says residual",
       {seen(config, 1, "paths", "/etc/kesl", Presence::file_only, "path.seen")},
       Confidence::confirmed,
       Presence::residual,
       "Path /etc/kesl is what Kaspersky Endpoint Security for Linux leaves behind (paths); it does not "
       "show the product itself."},
      {"a decisive sign from the past",
       {seen(package, 1, "packages.history", "deb/kesl", Presence::historic)},
       Confidence::lead,
       Presence::historic,
       "Package deb/kesl is a trace of Kaspersky Endpoint Security for Linux from the past, and no more "
       "(history)."},
      {"what was removed does not confirm what is there, and is no less sure for it",
       {seen(package, 1, "packages.dpkg", "deb/kesl", Presence::residual), path_seen()},
       Confidence::confirmed,
       Presence::residual,
       "Package kesl was removed, its configuration is left (dpkg). Also seen: path /opt/kaspersky (paths)."},
      {"a sign of each presence alone confirms neither",
       {seen(product_vendor, 1, "packages.dpkg", "Kaspersky", Presence::residual), path_seen()},
       Confidence::probable,
       Presence::file_only,
       "Path /opt/kaspersky points to Kaspersky Endpoint Security for Linux; no second, independent sign was "
       "seen "
       "(paths)."},
      {"the unit file of a removed package was left behind",
       {seen(package, 1, "packages.dpkg", "deb/kesl", Presence::residual), unit_seen()},
       Confidence::confirmed,
       Presence::residual,
       "Package kesl was removed, its configuration is left (dpkg). Also seen: path kesl.service (systemd)."},
      {"a removed package and its unit file support each other",
       {seen(product_vendor, 1, "packages.dpkg", "Kaspersky", Presence::residual), unit_seen()},
       Confidence::confirmed,
       Presence::residual,
       "Vendor text Kaspersky is what Kaspersky Endpoint Security for Linux leaves behind (dpkg); it does "
       "not show "
       "the product itself. Also seen: path kesl.service (systemd)."},
      {"a present package beside a removed one stays present",
       {seen(package, 1, "packages.dpkg", "deb/kesl", Presence::residual), package_seen(2), unit_seen()},
       Confidence::confirmed,
       Presence::installed,
       "Package deb/kesl names Kaspersky Endpoint Security for Linux, a decisive identifier (dpkg). "
       "A remnant is proven, too: package deb/kesl (dpkg)."},
      {"a lead does not decide the presence",
       {seen(query, 1, "packages.dpkg", "k.example", Presence::installed),
        seen(package, 2, "packages.dpkg", "deb/kesl", Presence::residual)},
       Confidence::confirmed,
       Presence::residual,
       "Package kesl was removed, its configuration is left (dpkg)."},
  };
  for (const auto& row : rows) {
    const auto findings = concluded(row.matches);
    ASSERT_EQ(findings.size(), 1u) << row.what;
    EXPECT_EQ(findings[0].confidence, row.confidence) << row.what;
    EXPECT_EQ(findings[0].presence, row.presence) << row.what;
    EXPECT_EQ(findings[0].why, row.why) << row.what;
    EXPECT_EQ(findings[0].matches, row.matches.size()) << row.what;
    EXPECT_EQ(findings[0].hit_class, "") << row.what;
    EXPECT_EQ(findings[0].source, "https://source.example/" + findings[0].indicator) << row.what;
  }
}

TEST(Conclude, CampaignHitsHaveAClassAndCountEvenFromThePast) {
  for (const auto& [kind, hit_class] :
       std::vector<std::pair<std::string, std::string>>{{"process.seen", "ran"},
                                                        {"program", "installed"},
                                                        {"service", "configured"},
                                                        {"name.queried", "visited"},
                                                        {"path.seen", "installed"},
                                                        {"message", "mentioned"},
                                                        {"link.mentioned", "mentioned"},
                                                        {"visit.page", "visited"},
                                                        {"connection.made", "visited"},
                                                        {"network.known", "visited"},
                                                        {"app.mentioned", "mentioned"},
                                                        {"process.network", "ran"},
                                                        {"identity.known", "mentioned"},
                                                        {"setting.permission", "configured"},
                                                        {"profile.payload", "configured"}}) {
    const auto findings = concluded({seen(campaign, 1, "p", "k.example", Presence::historic, kind)});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].hit_class, hit_class);
    EXPECT_EQ(findings[0].confidence, Confidence::confirmed);
    EXPECT_EQ(findings[0].why, "Domain k.example is an indicator of Operation X (p).");
    EXPECT_EQ(findings[0].name, "Operation X");
  }
}

TEST(Conclude, AVendorsNameInAnExplainedObservationIsNoSecondFinding) {
  const auto text = seen(vendor, 1, "packages.dpkg", "Kaspersky", Presence::installed);
  const auto folded = concluded({package_seen(1), text});
  ASSERT_EQ(folded.size(), 1u);
  EXPECT_EQ(folded[0].subject, "product/k/kesl");
  EXPECT_EQ(folded[0].matches, 2u);
  EXPECT_EQ(folded[0].because[0].indicator, package);

  auto elsewhere = text;
  elsewhere.observation = 7;
  const auto apart = concluded({package_seen(1), text, elsewhere});
  ASSERT_EQ(apart.size(), 2u);
  EXPECT_EQ(apart[1].subject, "vendor/k");
  EXPECT_EQ(apart[1].matches, 1u);
  EXPECT_EQ(apart[1].because[0].observation, 7u);

  auto other_root = text;
  other_root.root = "var/lib/container!";
  EXPECT_EQ(concluded({package_seen(1), other_root}).size(), 2u) << "another root has other observations";
  auto foreign = seen(other, 1, "packages.dpkg", "deb/thing", Presence::installed);
  EXPECT_EQ(concluded({foreign, text}).size(), 2u) << "another vendor's product explains nothing";
}

TEST(Conclude, AMereHintOfAProductDoesNotSwallowAProvenVendor) {
  const auto findings = concluded({seen(query, 1, "p", "k.example", Presence::installed),
                                   seen(vendor, 1, "p", "Kaspersky", Presence::installed)});
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].confidence, Confidence::lead);
  EXPECT_EQ(findings[1].subject, "vendor/k");
  EXPECT_EQ(findings[1].confidence, Confidence::confirmed);
}

TEST(Conclude, AFoldedVendorsNameNeverRaisesTheProduct) {
  const auto findings =
      concluded({path_seen(1), seen(vendor_text, 1, "packages.rpm", "Kaspersky", Presence::installed)});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].confidence, Confidence::probable);
  EXPECT_EQ(findings[0].presence, Presence::file_only);
}

TEST(Conclude, KeepsTheStrongestAndCountsAll) {
  std::vector<Match> matches;
  for (std::uint64_t n = 0; n < 200; ++n) matches.push_back(path_seen(n));
  matches.push_back(package_seen(1000));
  const auto findings = concluded(matches);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].matches, 201u);
  EXPECT_EQ(findings[0].because.size(), because_kept);
  EXPECT_EQ(findings[0].because[0].observation, 1000u);
}

TEST(Conclude, HostileTextIsMadeVisibleInTheSentence) {
  auto match = package_seen();
  match.value = "deb/\x1b[31mkesl\n" + std::string(5000, 'x');
  const auto findings = concluded({match});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].why.find('\x1b'), std::string::npos);
  EXPECT_EQ(findings[0].why.find('\n'), std::string::npos);
  EXPECT_LT(findings[0].why.size(), 400u);
}

TEST(Conclude, LeavesOutNumbersThatTheIndexDoesNotHave) {
  auto match = package_seen();
  match.indicator = 77;
  EXPECT_TRUE(concluded({match}).empty());
}

std::string text_of(const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& f : findings) {
    out += f.subject + "|" + f.root + "|" + std::to_string(f.evidence) + "|" + f.indicator + "|" + f.why +
           "|" + f.hit_class + "|" + std::to_string(f.matches) + std::string(name_of(f.confidence)) +
           std::string(name_of(f.presence));
    for (const auto& m : f.because)
      out += "," + std::to_string(m.observation) + m.probe + m.value + m.file + std::to_string(m.offset);
    out += "\n";
  }
  return out;
}

TEST(Conclude, TheOrderOfMatchesLeavesNoTrace) {
  std::mt19937 random(7);  // NOLINT: the same every time, on purpose
  const std::vector<std::string> probes = {"packages.dpkg", "packages.rpm", "paths"};
  for (int round = 0; round < 200; ++round) {
    std::vector<Match> matches;
    for (auto n = 1 + random() % 70; n > 0; --n) {
      auto m = seen(static_cast<Number>(random() % 9), random() % 6, probes[random() % 3],
                    "v" + std::to_string(random() % 3), static_cast<Presence>(random() % 6),
                    random() % 2 == 0 ? "program" : "path.seen");
      m.evidence = static_cast<std::uint32_t>(random() % 2);
      m.root = random() % 3 == 0 ? "inner" : "";
      m.file = "f" + std::to_string(random() % 2);
      m.offset = random() % 2;
      matches.push_back(std::move(m));
    }
    const auto first = concluded(matches);
    ASSERT_FALSE(first.empty());
    EXPECT_TRUE(std::is_sorted(first.begin(), first.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.evidence, a.root, a.subject) < std::tie(b.evidence, b.root, b.subject);
    }));
    std::uint64_t counted = 0;
    for (const auto& f : first) counted += f.matches;
    EXPECT_EQ(counted, matches.size()) << "no match is lost or counted twice";
    for (int again = 0; again < 5; ++again) {
      std::shuffle(matches.begin(), matches.end(), random);
      EXPECT_EQ(text_of(concluded(matches)), text_of(first));
    }
  }
}

TEST(Conclude, AnotherSignNeverMakesASubjectLessSure) {
  std::mt19937 random(11);  // NOLINT: the same every time, on purpose
  const std::vector<std::string> probes = {"packages.dpkg", "packages.rpm", "paths", "services.systemd"};
  const std::vector<std::string> kinds = {"program", "path.seen", "service", "name.queried"};
  std::size_t compared = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Match> matches;
    for (auto n = 2 + random() % 6; n > 0; --n)
      matches.push_back(seen(static_cast<Number>(random() % 9), random() % 4, probes[random() % 4], "v",
                             static_cast<Presence>(random() % 6), kinds[random() % 4]));
    const auto with = concluded(matches);
    matches.pop_back();
    for (const auto& before : concluded(matches)) {
      // A product that explains a sign of its vendor answers for it.
      auto surest = Confidence::lead;
      bool there = false;
      for (const auto& after : with)
        if (lies_below(after.subject, before.subject)) {
          surest = std::max(surest, after.confidence);
          there = true;
        }
      ASSERT_TRUE(there) << before.subject;
      ASSERT_GE(surest, before.confidence) << before.subject << ": " << before.why;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20'000u);
}

TEST(Subjects, LieBelowTheirVendor) {
  EXPECT_TRUE(lies_below("product/k/kesl", "vendor/k"));
  EXPECT_TRUE(lies_below("vendor/k", "vendor/k"));
  EXPECT_TRUE(lies_below("product/k/kesl/gui", "product/k/kesl"));
  EXPECT_FALSE(lies_below("product/k/kesl-theme", "product/k/kesl"));
  EXPECT_FALSE(lies_below("product/kk/kesl", "vendor/k"));
  EXPECT_FALSE(lies_below("vendor/k", "product/k/kesl"));
  EXPECT_FALSE(lies_below("campaign/k/x", "vendor/k"));
  EXPECT_FALSE(lies_below("vendor/k", ""));
  EXPECT_FALSE(lies_below("vendor/",
                          "vendor/"
                          "x"));
}

TEST(Subjects, HaveNamesForPeople) {
  const auto catalogue = make_catalogue();
  EXPECT_EQ(catalogue.name_of_subject("vendor/k"), "Kaspersky");
  EXPECT_EQ(catalogue.name_of_subject("product/k/kesl"), "Kaspersky Endpoint Security for Linux");
  EXPECT_EQ(catalogue.name_of_subject("product/k/none"), "product/k/none");
  EXPECT_EQ(catalogue.name_of_subject("campaign/x"), "campaign/x");
  ASSERT_NE(catalogue.vendor("product/k/none"), nullptr);
  EXPECT_EQ(catalogue.vendor("product/k/none")->subject, "vendor/k");
  EXPECT_EQ(catalogue.vendor("product/kk/none"), nullptr);
  EXPECT_EQ(catalogue.product("vendor/k"), nullptr);
}

}  // namespace
}  // namespace waarborg
