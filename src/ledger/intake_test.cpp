#include "ledger/intake.h"

#include <gtest/gtest.h>

#include "ledger/show.h"
#include "ledger/world_test.h"

namespace waarborg {
namespace {

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

TEST(Show, the_account_is_the_same_each_time_and_holds_no_escape) {
  world::Story story;
  story.add("nl/\x1B[2J", "asset", world::asset("pc\x1B", "s1", world::day(1)), world::day(1));
  const auto account = story.at(world::day(2));
  EXPECT_EQ(account_text(account), account_text(story.at(world::day(2))));
  EXPECT_EQ(account_text(account).find('\x1B'), std::string::npos);
  EXPECT_EQ(account_json(account).find('\x1B'), std::string::npos);
  EXPECT_NE(account_json(account).find("\"not_heard\": 1"), std::string::npos) << account_json(account);
}

}  // namespace
}  // namespace waarborg
