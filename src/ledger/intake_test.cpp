#include "ledger/intake.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "indicators/catalogue.h"
#include "ledger/show.h"
#include "ledger/world_test.h"
#include "observations/kinds.h"
#include "observations/wire.h"

namespace waarborg {
namespace {

// A hint of the vendor may be the one product that is meant; of a vendor as a whole only its own entry
// speaks.
TEST(Rules, what_proves_the_meant_product_absent_does_so_for_a_hint_of_its_vendor) {
  const auto& directives = shipped_directives();
  const auto be = std::find_if(directives.begin(), directives.end(),
                               [](const Directive& d) { return d.id == "be-tiktok-2023"; });
  ASSERT_NE(be, directives.end());
  const auto rule = rule_of(*be, shipped_catalogue());
  const auto of = [&](std::string_view subject) -> const SubjectRule* {
    const auto at = std::find_if(rule.subjects.begin(), rule.subjects.end(),
                                 [&](const SubjectRule& s) { return s.subject == subject; });
    return at == rule.subjects.end() ? nullptr : &*at;
  };
  const auto *tiktok = of("product/bytedance/tiktok"), *vendor = of("vendor/bytedance");
  ASSERT_NE(tiktok, nullptr);
  ASSERT_NE(vendor, nullptr);
  EXPECT_TRUE(tiktok->absence.contains("ios"));
  EXPECT_EQ(vendor->absence, tiktok->absence);
  EXPECT_EQ(of("product/bytedance/douyin"), nullptr) << "nobody means it";
}

TEST(Assets, a_list_becomes_assets_and_a_formula_stays_text) {
  const auto rows = read_assets(
      "\xEF\xBB\xBF"
      "asset,organisation,serial,hostname\r\n\"=cmd|'/c calc'!A1\",nl/a,S1,desk\r\npc\"\"2,nl/a,,\r\n",
      "cmdb", world::day(1));
  EXPECT_FALSE(rows) << "a quotation mark within a plain cell";
  const auto good = read_assets(
      "\xEF\xBB\xBF"
      "asset,organisation,serial,hostname\r\n\"=cmd|\"\"x\"\"!A1\",nl/a,S1,desk\r\npc-2,nl/a,,\r\n",
      "cmdb", world::day(1));
  ASSERT_TRUE(good) << good.error().what;
  ASSERT_EQ(good->size(), 2u);
  EXPECT_EQ(good->at(0).asset.name, "=cmd|\"x\"!A1");
  ASSERT_EQ(good->at(0).asset.identifiers.size(), 2u);
  EXPECT_TRUE(good->at(0).asset.identifiers[0].strong);
  EXPECT_FALSE(good->at(0).asset.identifiers[1].strong) << "a name binds nothing";
  EXPECT_TRUE(good->at(1).asset.identifiers.empty());
}

TEST(Assets, hostile_lists_are_refused_whole) {
  const std::string nul("asset,organisation\na\0b,o\n", 24);
  const std::string many = "asset,organisation\n" + std::string(5000, 'x') + ",o\n";
  for (const std::string& csv :
       {std::string(), std::string("asset\nx\n"), std::string("asset,organisation,price\nx,o,1\n"),
        std::string("asset,asset,organisation\nx,y,o\n"), std::string("asset,organisation\nx\n"),
        std::string("asset,organisation\nx,o,more\n"), std::string("asset,organisation\n\"x,o\n"),
        std::string("asset,organisation\n\"x\"y,o\n"), std::string("asset,organisation\n\"x\ny\",o\n"),
        std::string("asset,organisation\n\xFF,o\n"), std::string("asset,organisation\n,o\n"),
        std::string("asset,organisation\nx,o\nx,o\n"), std::string("asset,organisation\n"),
        std::string("asset,organisation,ownership\nx,o,mine\n"),
        std::string("asset,organisation\nx,o\x1B[2J\n"), nul, many})
    EXPECT_FALSE(read_assets(csv, "cmdb", world::day(1))) << csv.substr(0, 60);
}

TEST(Case, each_piece_of_evidence_becomes_an_observation) {
  auto writer = CaseWriter::create("");
  ASSERT_TRUE(writer);
  EvidenceRow row;
  row.id = 1, row.organisation = "nl/a\x1B", row.taken = world::day(3), row.device_name = "desk";
  row.identifiers = {{"serial", "S1", "strong"}, {"hostname", "desk", "weak"}, {"odd", "x", "STRONG"}};
  (*writer)->evidence(row);
  row.id = 2, row.rights = "user";
  (*writer)->evidence(row);
  (*writer)->coverage({1, "names", Status::partial, true, 1, "", true});
  (*writer)->content({"directive", "d-1", "1", "2023-11-14", "aa", ""});
  (*writer)->summary({});
  ASSERT_TRUE((*writer)->finish());
  auto view = (*writer)->view();
  ASSERT_TRUE(view);
  const auto rows = read_case(**view, "ab", "root", "Jansen");
  ASSERT_TRUE(rows) << rows.error().what;
  ASSERT_EQ(rows->size(), 2u);
  const auto& one = rows->at(0).observation;
  EXPECT_EQ(rows->at(0).organisation, "nl/a\\x1b");
  EXPECT_EQ(one.rights, "root");
  EXPECT_EQ(one.rights_from, "Jansen");
  EXPECT_EQ(rows->at(1).observation.rights, "user") << "what the case says holds";
  ASSERT_EQ(one.probes.size(), 1u);
  EXPECT_EQ(one.probes[0].status, Status::partial);
  EXPECT_TRUE(one.identifiers[0].strong);
  EXPECT_FALSE(one.identifiers[1].strong);
  EXPECT_FALSE(one.identifiers[2].strong) << "only that very word";
  EXPECT_EQ(one.content[0].name, "d-1");
}

// A list of devices as a management exports it: one job of the list's probe, a row for each device.
struct Phone {
  std::string serial, udid, name;
};
std::vector<CaseIntake> list_of(const std::vector<Phone>& phones, const std::vector<std::string>& found_on) {
  auto writer = CaseWriter::create("");
  EvidenceRow row;
  row.id = 1, row.organisation = "nl/a", row.taken = world::day(3), row.sha256 = "ee";
  (*writer)->evidence(row);
  (*writer)->job({1, 1, "mdm-apps.csv", "", "mdm_app_list", std::string(DeviceIdentity::list_probe)});
  SegmentWriter records;
  std::uint64_t line = 1;
  for (const auto& phone : phones) {
    ++line;
    const auto identity = [&](std::string_view scheme, const std::string& value, std::string_view strength) {
      if (value.empty()) return;
      records.begin(DeviceIdentity::number, DeviceIdentity::version, line);
      records.text(1, scheme), records.text(2, value), records.text(3, strength);
      records.end();
    };
    identity("serial", phone.serial, "strong");
    identity("udid", phone.udid, "strong");
    identity("hostname", phone.name, "weak");
  }
  (*writer)->segment(1, 0, records.count(), records.bytes());
  for (const auto& root : found_on) {
    Finding f;
    f.subject = world::subject, f.directive = "d-1", f.evidence = 1, f.root = root;
    f.confidence = Confidence::confirmed, f.presence = Presence::installed;
    (*writer)->finding(f, Index::build({}));
  }
  (*writer)->summary({});
  EXPECT_TRUE((*writer)->finish());
  auto view = (*writer)->view();
  EXPECT_TRUE(view) << view.error().what;
  const auto rows = read_case(**view, "ab", "", "");
  EXPECT_TRUE(rows) << rows.error().what;
  return rows ? *rows : std::vector<CaseIntake>{};
}

TEST(List, each_device_is_an_observation_and_a_finding_is_on_one_alone) {
  const auto rows = list_of({{"S1", "U1", "anna"}, {"S2", "", "anna"}, {"", "U3", "bram"}}, {"serial:S2"});
  ASSERT_EQ(rows.size(), 3u);
  world::Story story;
  for (const auto& row : rows) {
    EXPECT_EQ(row.observation.evidence_sha256, "ee");
    story.add(row.organisation, "observation", row.observation, world::day(4));
  }
  const auto account = story.at(world::day(4));
  ASSERT_EQ(account.organisations.size(), 1u);
  const auto& f = account.organisations[0].figures;
  EXPECT_EQ(f.in_scope, 3);
  EXPECT_EQ(f.present, 1);
  EXPECT_EQ(f.unknown(), 2) << "a list proves no absence on the others";
  for (const auto& device : account.devices)
    EXPECT_EQ(device.state == State::present, device.asset == "serial:s2") << device.asset;
}

TEST(List, a_row_without_a_strong_identifier_binds_nothing) {
  for (const auto* serial : {"", "0", "To be filled by O.E.M."}) {
    const auto rows = list_of({{"S1", "", "anna"}, {serial, "", "anna"}}, {});
    ASSERT_EQ(rows.size(), 2u);
    world::Story story;
    story.add("nl/a", "asset", world::asset("anna", "", world::day(1)), world::day(1));
    for (const auto& row : rows) story.add("nl/a", "observation", row.observation, world::day(4));
    const auto account = story.at(world::day(4));
    EXPECT_EQ(account.organisations.at(0).figures.in_scope, 2) << serial;
    EXPECT_EQ(account.unbound.size(), 1u) << serial;
  }
}

TEST(List, one_number_on_two_rows_is_one_device_with_the_findings_of_both) {
  const auto rows = list_of({{"S1", "", "anna"}, {"S1", "", "bram"}}, {"serial:S1"});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].observation.sightings.size(), 1u);
}

TEST(List, a_finding_on_no_row_counts_for_every_device) {
  const auto rows = list_of({{"S1", "", ""}, {"S2", "", ""}}, {"serial:of nobody"});
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows) EXPECT_EQ(row.observation.sightings.size(), 1u);
}

TEST(Show, the_account_is_the_same_each_time_and_holds_no_escape) {
  world::Story story;
  story.add("nl/\x1B[2J", "asset", world::asset("pc\x1B", "s1", world::day(1)), world::day(1));
  const auto account = story.at(world::day(2));
  EXPECT_EQ(account_text(account), account_text(story.at(world::day(2))));
  EXPECT_EQ(account_text(account).find('\x1B'), std::string::npos);
  EXPECT_EQ(account_json(account).find('\x1B'), std::string::npos);
  EXPECT_NE(account_text(story.at(world::day(-1))).find("Nothing was recorded by then"), std::string::npos);
  EXPECT_NE(account_json(account).find("\"not_heard\": 1"), std::string::npos) << account_json(account);
}

}  // namespace
}  // namespace waarborg
