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
            (std::vector<std::string>{"vendor/bytedance", "vendor/huawei", "vendor/kaspersky", "vendor/meta",
                                      "vendor/signal", "vendor/telegram", "vendor/tencent"}));
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
  EXPECT_EQ(products, 18U);
  EXPECT_EQ(indicators, 144U);
  EXPECT_EQ(decisive, 43U);
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
                "kaspersky#path:/var/opt/kaspersky", "kaspersky/kesl#path:/var/opt/kaspersky/kesl"}));
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
      {Type::service, "AVP21.3", {"kaspersky#service:avp[0-9]*"}},
      {Type::service, "AVPlayer", {}},
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
       {"kaspersky#certificate:Kaspersky"}},
      {Type::certificate, "CN=Kasperskyfan", {}},
      {Type::domain, "notkaspersky.com", {}},
      {Type::domain, "kaspersky.com.example.org", {}},
      {Type::domain, "WWW.Kaspersky.NL.", {"kaspersky#domain:kaspersky.nl"}},
      {Type::app_id, "com.huawei.health", {"huawei#app-id:com.huawei.*"}},
      {Type::app_id, "com.baidu.input_huawei", {}},
      {Type::as_number, "62041", {"telegram#as-number:AS62041"}},
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
  EXPECT_EQ(open, std::vector<std::string>{
                      "product/kaspersky/password-manager: no decisive identifier: it can only be probable"});
  for (const auto& question : open)
    EXPECT_NE(gaps.find(question.substr(0, question.find(':'))), std::string::npos) << question;
}

TEST(ShippedCatalogue, the_documentation_lists_every_category) {
  const auto text = file_text("docs/catalogue.md");
  for (const auto category : product_categories())
    EXPECT_NE(text.find(category), std::string::npos) << category;
}

}  // namespace
}  // namespace waarborg
