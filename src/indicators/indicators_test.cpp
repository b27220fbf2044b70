#include "indicators/indicators.h"

#include <gtest/gtest.h>

#include <random>

namespace waarborg {
namespace {

using How = waarborg::Test;

std::string said(const Indicator& i) {
  std::string out;
  for (const auto& text : {i.id, i.subject, i.value, i.name, i.source, i.expires}) out += text + "|";
  out += std::string(name_of(i.type)) + "|" + std::string(name_of(i.test)) + "|" +
         std::string(name_of(i.weight)) + "|" + (i.campaign ? "c" : "") + "|" +
         std::to_string(static_cast<int>(i.presence));
  for (const auto& c : i.also)
    out += "+" + std::string(name_of(c.type)) + std::string(name_of(c.test)) + c.value;
  return out;
}

std::vector<Indicator> made(std::mt19937& random) {
  std::vector<Indicator> out(random() % 20);
  const auto text = [&] { return std::string(random() % 3 * 20, static_cast<char>('a' + random() % 4)); };
  for (auto& one : out) {
    one.id = text(), one.subject = text(), one.value = text(), one.name = text(), one.source = text();
    one.expires = text();
    one.type = random() % 2 == 0 ? Type::domain : Type::path;
    one.test = random() % 2 == 0 ? How::exact : How::within;
    one.weight = random() % 2 == 0 ? Weight::lead : Weight::decisive;
    one.campaign = random() % 2 == 0;
    for (auto n = random() % 3; n-- > 0;) one.also.push_back({Type::hash, How::exact, text()});
  }
  return out;
}

TEST(Indicators, GiveWhatWasPutInHoweverListsArePutTogether) {
  std::mt19937 random(9);
  for (int round = 0; round < 200; ++round) {
    Indicators all;
    std::vector<std::string> expected, got;
    for (int list = 0; list < 3; ++list) {
      const auto more = made(random);
      for (const auto& one : more) expected.push_back(said(one));
      all.append(Indicators(more));
    }
    for (const auto& one : all) got.push_back(said(one));
    EXPECT_EQ(got, expected);
    EXPECT_EQ(all.size(), expected.size());
    EXPECT_EQ(all.left_out(), 0u);
  }
}

}  // namespace
}  // namespace waarborg
