// The entries that are carried inside the program.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "base/digest.h"
#include "indicators/catalogue.h"
#include "indicators/index.h"

namespace waarborg {
namespace {

std::string file_text(const std::string& path) {
  const char* root = std::getenv("WAARBORG_SOURCE");
  std::ifstream in(std::string(root == nullptr ? "." : root) + "/" + path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(ShippedCatalogue, shipped_entries_are_the_files_of_this_source) {
  const auto& shipped = shipped_catalogue();
  std::vector<std::string> subjects;
  for (const auto& entry : shipped.entries) {
    subjects.push_back(entry.subject);
    const auto text = file_text(entry.file);
    EXPECT_EQ(entry.sha256, hex(sha256(bytes_of(text)))) << entry.file;
    std::vector<CatalogueFault> faults;
    const auto again = read_catalogue_entry(text, entry.file, faults);
    ASSERT_TRUE(again) << entry.file;
    ASSERT_EQ(again->indicators.size(), entry.indicators.size());
    for (std::size_t i = 0; i < entry.indicators.size(); ++i)
      EXPECT_EQ(again->indicators[i].id, entry.indicators[i].id);
  }
  EXPECT_EQ(subjects,
            (std::vector<std::string>{
                "vendor/bytedance", "vendor/dahua", "vendor/deepseek", "vendor/hikvision", "vendor/huawei",
                "vendor/hytera", "vendor/kaspersky", "vendor/meta", "vendor/microsoft", "vendor/signal",
                "vendor/spacex", "vendor/telegram", "vendor/tencent", "vendor/threema", "vendor/zte"}));
}

TEST(ShippedCatalogue, shipped_numbers) {
  std::size_t products = 0, indicators = 0, decisive = 0;
  std::set<std::string> ids;
  for (const auto& entry : shipped_catalogue().entries) {
    products += entry.products.size();
    indicators += entry.indicators.size();
    for (const auto& it : entry.indicators) {
      decisive += it.weight == Weight::decisive ? 1 : 0;
      EXPECT_TRUE(ids.insert(it.id).second) << it.id;
      EXPECT_TRUE(it.type != Type::domain || it.weight == Weight::lead)
          << it.id << ": a look-up is not a product";
    }
  }
  EXPECT_EQ(products, 36U);
  EXPECT_EQ(indicators, 246U);
  EXPECT_EQ(decisive, 68U);
}

TEST(ShippedCatalogue, the_linux_part_of_kaspersky_is_there) {
  std::map<std::string, Weight> weights;
  std::set<std::string> residual;
  for (const auto& entry : shipped_catalogue().entries)
    for (const auto& it : entry.indicators) {
      weights[it.id] = it.weight;
      if (it.presence == Presence::residual) residual.insert(it.id);
    }
  for (const auto* id :
       {"kaspersky/kesl#package:deb/kesl", "kaspersky/kesl#package:rpm/kesl",
        "kaspersky/kesl#package:deb/kesl-gui", "kaspersky/network-agent#package:rpm/klnagent64"}) {
    ASSERT_TRUE(weights.contains(id)) << id;
    EXPECT_EQ(weights[id], Weight::decisive) << id;
  }
  EXPECT_EQ(weights.at("kaspersky/kesl#service:kesl.service"), Weight::supporting);
  EXPECT_EQ(residual,
            (std::set<std::string>{
                "kaspersky#certificate:Kaspersky", "kaspersky#path:/Program Files (x86)/Kaspersky Lab",
                "kaspersky#path:/Program Files/Kaspersky Lab", "kaspersky#path:/ProgramData/Kaspersky Lab",
                "kaspersky#path:/var/opt/kaspersky",
                "kaspersky/home-windows#certificate:Kaspersky Anti-Virus Personal Root Certificate",
                "kaspersky/mac#path:/Library/Application Support/Kaspersky Lab",
                "kaspersky/kesl#path:/var/opt/kaspersky/kesl"}));
}

// What the index refuses would be carried and never looked for.
TEST(ShippedCatalogue, the_index_takes_every_shipped_identifier) {
  std::vector<Indicator> all;
  for (const auto& entry : shipped_catalogue().entries)
    all.insert(all.end(), entry.indicators.begin(), entry.indicators.end());
  std::vector<Index::Refused> refused;
  const auto index = Index::build(all, &refused);
  for (const auto& r : refused) ADD_FAILURE() << r.id << ": " << r.why;

  struct Case {
    Type type;
    std::string_view value;
    std::vector<std::string> met;  // ids
  };
  const std::vector<Case> cases = {
      {Type::package, "deb/kesl", {"kaspersky/kesl#package:deb/kesl"}},
      {Type::package, "deb/kesl-theme", {}},
      {Type::package, "rpm/kes", {}},
      {Type::package, "npm/kesl", {}},
      {Type::path, "/opt/kaspersky-lookalike/bin/x", {}},
      {Type::path, "/srv/opt/kaspersky/kesl", {}},
      {Type::path,
       "/opt/kaspersky/kesl/bin/kesl-control",
       {"kaspersky#path:/opt/kaspersky", "kaspersky/kesl#path:/opt/kaspersky/kesl"}},
      {Type::vendor, "AO KASPERSKY LAB <info@example.org>", {"kaspersky#vendor:Kaspersky"}},
      {Type::vendor, "Kasperskyfan", {}},
      {Type::service, "kesl", {"kaspersky/kesl#service:kesl.service"}},
      {Type::service, "AVP.KES.21.19", {"kaspersky/kes-windows#service:avp.kes.*"}},
      {Type::service, "AVPSUS.kes.21.19", {"kaspersky/kes-windows#service:avpsus.kes.*"}},
      {Type::service, "AVP.KESTREL", {}},
      {Type::service, "AVP21.3", {"kaspersky/home-windows#service:avp[0-9]*"}},
      {Type::service, "AVPlayer", {}},
      {Type::service, "AVP", {}},
      {Type::service, "klif.K4W-21-25", {"kaspersky/home-windows#service:kl*.k4w-*"}},
      {Type::service, "klif", {"kaspersky#service:klif"}},
      {Type::service, "klifford", {}},
      {Type::service,
       "KSDE5.3",
       {"kaspersky/secure-connection#service:ksde[0-9]*",
        "kaspersky/secure-connection#service:ksde[0-9]*.[0-9]*"}},
      {Type::path,
       "c:\\windows\\SYSTEM32\\DRIVERS\\K4W-21-25\\klif.sys",
       {"kaspersky/home-windows#path:?:/Windows/System32/drivers/K4W-*/*.sys"}},
      {Type::path,
       "/Windows/System32/drivers/K4W-21-25/klif.sys",
       {"kaspersky/home-windows#path:/Windows/System32/drivers/K4W-*/*.sys"}},
      {Type::path,
       "D:/Windows/System32/drivers/klif.sys",
       {"kaspersky#path:?:/Windows/System32/drivers/klif.sys"}},
      {Type::path, "C:/Users/a/K4W-21-25/klif.sys", {}},
      {Type::path, "C:/Windows/System32/drivers/K4W-21-25/deeper/klif.sys", {}},
      {Type::path, "C:/Windows/System32/drivers/K4Wireless/net.sys", {}},
      {Type::path,
       "/Library/Application Support/Kaspersky Lab/KAV/Binaries/kav",
       {"kaspersky/mac#path:/Library/Application Support/Kaspersky Lab",
        "kaspersky/mac#path:/Library/Application Support/Kaspersky Lab/KAV"}},
      {Type::path, "/Library/Application Support/Kaspersky Labels/a", {}},
      {Type::package, "deb/kav4fs", {"kaspersky/kav4fs#package:deb/kav4fs"}},
      {Type::package, "deb/kav4fsx", {}},
      {Type::package,
       "windows/Kaspersky Internet Security 21.3",
       {"kaspersky/home-windows#package:windows/Kaspersky Internet Security*"}},
      {Type::package, "windows/Kaspersky", {"kaspersky/home-windows#package:windows/Kaspersky"}},
      {Type::package, "windows/Kaspersky Safe Kids", {}},
      {Type::package, "windows/My Kaspersky Internet Security", {}},
      {Type::hash,
       "3C1FAA8D074F05AF52C84B51CD5CA2BFD0656887D06218B10B7833CE703834D4",
       {"kaspersky/home-windows#hash:3c1faa8d074f05af52c84b51cd5ca2bfd0656887d06218b10b7833ce703834d4"}},
      {Type::hash, "3c1faa8d074f05af52c84b51cd5ca2bfd0656887d06218b10b7833ce703834d5", {}},
      {Type::app_id, "com.kms.free", {"kaspersky/mobile#app-id:com.kms.free"}},
      {Type::app_id, "com.kms.freedom", {}},
      {Type::app_id, "org.example.com.kms.free", {}},
      {Type::service, "klnagent", {"kaspersky/network-agent-windows#service:klnagent"}},
      {Type::package,
       "windows/Kaspersky Endpoint Security for Windows",
       {"kaspersky/kes-windows#package:windows/Kaspersky Endpoint Security for Windows",
        "kaspersky/kes-windows#package:windows/Kaspersky Endpoint Security*"}},
      {Type::package,
       "windows/Kaspersky Password Manager 24",
       {"kaspersky/password-manager#package:windows/Kaspersky Password Manager*"}},
      {Type::path,
       "c:\\PROGRAM FILES (x86)\\Kaspersky Lab\\KES.12.1.0\\avp.exe",
       {"kaspersky#path:C:/Program Files (x86)/Kaspersky Lab"}},
      {Type::path, "C:/Program Files/Kaspersky Labyrinth/game.exe", {}},
      {Type::certificate,
       "O=AO Kaspersky Lab, CN=Kaspersky Anti-Virus Personal Root Certificate",
       {"kaspersky#certificate:Kaspersky",
        "kaspersky/home-windows#certificate:Kaspersky Anti-Virus Personal Root Certificate"}},
      {Type::certificate, "O=AO Kaspersky Lab, CN=Another Root", {"kaspersky#certificate:Kaspersky"}},
      {Type::certificate, "CN=Anti-Virus Personal Root Certificate", {}},
      {Type::certificate, "CN=Kasperskyfan", {}},
      {Type::domain, "notkaspersky.com", {}},
      {Type::domain, "kaspersky.com.example.org", {}},
      {Type::domain, "WWW.Kaspersky.NL.", {"kaspersky#domain:kaspersky.nl"}},
      {Type::app_id, "com.huawei.health", {"huawei#app-id:com.huawei.*"}},
      {Type::app_id, "com.baidu.input_huawei", {}},
      {Type::as_number, "62041", {"telegram#as-number:AS62041"}},
      {Type::as_number, "AS14593", {"spacex#as-number:AS14593"}},
      {Type::as_number, "AS145930", {}},
      {Type::app_id, "com.starlink.mobile", {"spacex/starlink#app-id:com.starlink.mobile"}},
      {Type::app_id, "com.starlink.mobile.game", {}},
      {Type::domain, "customer.pop.starlinkisp.net", {"spacex#domain:starlinkisp.net"}},
      {Type::domain, "notstarlink.com", {}},
      {Type::app_id, "ch.threema.app", {"threema/threema#app-id:ch.threema.app"}},
      {Type::app_id, "ch.threema.app.work", {"threema/work#app-id:ch.threema.app.work"}},
      {Type::app_id, "ch.threema.app.other", {}},
      {Type::app_id, "com.deepseek.chat", {"deepseek/app#app-id:com.deepseek.chat"}},
      {Type::app_id, "com.example.deepseek.chat", {}},
      {Type::app_id, "com.connect.enduser", {"hikvision/hik-connect#app-id:com.connect.enduser"}},
      {Type::app_id, "com.connect.endusers", {}},
      {Type::app_id, "com.mm.android.DMSS", {"dahua/dmss#app-id:com.mm.android.DMSS"}},
      {Type::app_id, "com.mm.android.dmsslite", {}},
      {Type::app_id, "com.zte.weather", {"zte/phones#app-id:com.zte.*"}},
      {Type::app_id, "com.ztest.app", {}},
      {Type::app_id, "com.microsoft.skype.teams", {"microsoft/teams#app-id:com.microsoft.skype.teams"}},
      {Type::app_id,
       "com.microsoft.office.lync15",
       {"microsoft/skype-business#app-id:com.microsoft.office.lync15"}},
      {Type::package,
       "windows/Teams Machine-Wide Installer",
       {"microsoft/teams#package:windows/Teams Machine-Wide Installer"}},
      {Type::package, "windows/Teams", {}},
      {Type::vendor, "ZTE CORPORATION", {"zte#vendor:ZTE"}},
      {Type::vendor, "Aztec Systems", {}},
      {Type::vendor, "Hytera Communications Corporation Ltd.", {"hytera#vendor:Hytera"}},
      {Type::vendor, "Dahuang Software", {}},
      {Type::vendor, "Zhejiang Dahua Technology Co., Ltd.", {"dahua#vendor:Dahua"}},
      {Type::vendor, "Hangzhou Hikvision Digital Technology Co., Ltd.", {"hikvision#vendor:Hikvision"}},
  };
  for (const auto& c : cases) {
    std::vector<std::uint32_t> found;
    index.find(c.type, c.value, found);
    std::vector<std::string> ids;
    for (const auto number : found) ids.push_back(index.indicator(number).id);
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids, c.met) << c.value;
  }
}

TEST(ShippedCatalogue, every_gap_is_written_down) {
  const auto gaps = file_text("docs/catalogue-gaps.md");
  const auto open = questions(shipped_catalogue());
  std::vector<std::string> expected;
  for (const auto* product : {"deepseek/api", "hikvision/ezviz", "hytera/radios",
                              "kaspersky/password-manager", "zte/phones", "zte/nubia"})
    expected.push_back("product/" + std::string(product) +
                       ": no decisive identifier: it can only be probable");
  EXPECT_EQ(open, expected);
  for (const auto& question : open)
    EXPECT_NE(gaps.find(question.substr(0, question.find(':'))), std::string::npos) << question;
}

TEST(ShippedCatalogue, a_password_manager_is_a_product_of_its_own) {
  const auto& catalogue = shipped_catalogue();
  const auto* manager = catalogue.product("product/kaspersky/password-manager");
  ASSERT_NE(manager, nullptr);
  EXPECT_EQ(manager->categories, std::vector<std::string>{"password-manager"});
}

TEST(ShippedCatalogue, the_satellite_carrier_has_answers_on_metadata_and_on_denial) {
  std::map<std::string, const CriterionFact*> facts;
  for (const auto* fact : shipped_catalogue().criteria("product/spacex/starlink"))
    facts[fact->criterion] = fact;
  for (const auto* criterion : {"C6", "C8"}) {
    ASSERT_TRUE(facts.contains(criterion)) << criterion;
    EXPECT_EQ(facts[criterion]->value, "met");
    EXPECT_GE(facts[criterion]->sources.size(), 2U)
        << criterion << ": two sources, or the maker or a government";
    EXPECT_NE(facts[criterion]->text_in("nl"), facts[criterion]->text_in("en"));
  }
  EXPECT_FALSE(facts.contains("C7")) << "nobody answered it: unknown, not absent";
}

// An answer rests on the maker, on a government, or on two sources.
TEST(ShippedCatalogue, no_answer_rests_on_one_report) {
  std::size_t answers = 0;
  for (const auto& entry : shipped_catalogue().entries)
    for (const auto& fact : entry.criteria) {
      ++answers;
      const auto official = std::any_of(fact.sources.begin(), fact.sources.end(), [](const SourceNote& s) {
        return s.grade == "vendor" || s.grade == "government";
      });
      EXPECT_TRUE(official || fact.sources.size() > 1) << fact.subject << " " << fact.criterion;
      EXPECT_TRUE(fact.grade != "confirmed" || official) << fact.subject << " " << fact.criterion;
    }
  EXPECT_EQ(answers, 7U);
}

TEST(ShippedCatalogue, the_documentation_lists_every_category) {
  const auto text = file_text("docs/catalogue.md");
  for (const auto category : product_categories())
    EXPECT_NE(text.find(category), std::string::npos) << category;
}

}  // namespace
}  // namespace waarborg
