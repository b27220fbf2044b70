#include "engine/own_identities.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

constexpr SlowCost cheap{1, 8};

TEST(Identity, HasOneFormOrNone) {
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"+31 6 1234-5678", "tel:+31612345678"},
      {"0031612345678", "tel:+31612345678"},
      {"tel:+31612345678", "tel:+31612345678"},
      {"P:+31612345678", "tel:+31612345678"},
      {"(+32) 470 12 34 56", ""},
      {"0612345678", ""},
      {"+0612345678", ""},
      {"+123456", ""},
      {"+1234567890123456", ""},
      {"A@Example.org", "mailto:a@example.org"},
      {"mailto:a@example.org", "mailto:a@example.org"},
      {"A B <a@example.org>", ""},
      {"somebody", ""},
      {"", ""}};
  for (const auto& [text, expected] : rows) EXPECT_EQ(identity_of(text).value_or(""), expected) << text;
}

NumberList list_of(const std::vector<std::string>& identities) {
  NumberList out;
  out.name = "Targets";
  out.source = "https://report.example/";
  out.salt = Blob(slow_salt_bytes, 7);
  out.cost = cheap;
  for (const auto& identity : identities) {
    SlowDigest digest{};
    EXPECT_TRUE(slow_digest(identity, out.salt, cheap, digest));
    out.digests.insert(digest);
  }
  return out;
}

class Seen : public testing::Test {
 protected:
  void device(std::string_view scheme, std::string_view value) {
    segment_.begin(DeviceIdentity::number, DeviceIdentity::version, 0);
    segment_.text(1, scheme), segment_.text(2, value);
    segment_.end();
  }
  void known(std::string_view role, std::uint8_t field, std::string_view value) {
    segment_.begin(IdentityKnown::number, IdentityKnown::version, 0);
    segment_.text(1, role), segment_.text(field, value);
    segment_.end();
  }
  OwnIdentities::Outcome ask(const std::vector<NumberList>& lists) {
    OwnIdentities identities;
    SegmentReader in(segment_.bytes());
    RecordView record;
    for (std::uint64_t n = 0; in.next(record); ++n)
      if (is_own_identity(record)) identities.see(record, {n, 0, "", "file", "reader", "probe"});
    EXPECT_TRUE(in.ok());
    return identities.ask(lists, {0});
  }
  SegmentWriter segment_;
};

TEST_F(Seen, TellsWhichOfTheDevicesOwnAreListedAndNoOther) {
  device("phone-number", "31612345678");  // as some devices keep it, without '+'
  known("account", 2, "Me@Example.org");
  known("account", 5, "me@example.org");
  known("own", 3, "+31 6 999 99 999");
  known("contact", 3, "+31611111111");
  device("serial", "31612345670");
  const auto out =
      ask({list_of({"tel:+31612345678", "tel:+31611111111", "mailto:me@example.org", "tel:+31612345670"})});
  ASSERT_EQ(out.findings.size(), 1u);
  const auto& f = out.findings[0];
  EXPECT_EQ(f.subject, "numbers/targets");
  EXPECT_EQ(f.confidence, Confidence::confirmed);
  EXPECT_EQ(f.hit_class, "mentioned");
  EXPECT_EQ(f.source, "https://report.example/");
  EXPECT_FALSE(is_only_past(f));
  ASSERT_EQ(f.because.size(), 2u);
  for (const auto& match : f.because) EXPECT_NE(match.value, "+31611111111");
  EXPECT_EQ(f.why.find("31611111111"), std::string::npos);
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].status, Status::complete);
  EXPECT_EQ(out.rows[0].files, 3u);
}

TEST_F(Seen, NothingOfItsOwnIsNotKnown) {
  known("contact", 3, "+31611111111");
  const auto out = ask({list_of({"tel:+31611111111"})});
  EXPECT_TRUE(out.findings.empty());
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].status, Status::unreadable);
  EXPECT_TRUE(out.rows[0].needed);
}

TEST_F(Seen, ANumberWithoutItsCountryIsSaid) {
  device("phone-number", "0612345678");
  known("own", 2, "me@example.org");
  const auto out = ask({list_of({"tel:+31612345678"})});
  EXPECT_EQ(out.rows.at(0).status, Status::partial);
}

TEST_F(Seen, AFloodIsBoundedAndSaid) {
  for (std::size_t n = 0; n < OwnIdentities::most + 50; ++n)
    known("account", 3, "+3161" + std::to_string(1000000 + n));
  const auto out = ask({list_of({"tel:+31611000007"})});
  EXPECT_EQ(out.findings.size(), 1u);
  EXPECT_EQ(out.rows.at(0).files, OwnIdentities::most);
  EXPECT_EQ(out.rows.at(0).status, Status::partial);
}

TEST_F(Seen, WithoutAListNothingIsSaid) {
  device("phone-number", "+31612345678");
  const auto out = ask({});
  EXPECT_TRUE(out.findings.empty() && out.rows.empty());
}

TEST(NumbersFile, RefusesWhatIsDamaged) {
  const std::string good =
      R"({"format":1,"name":"x","digest":"argon2id","salt":"00112233445566778899aabbccddeeff",)"
      R"("passes":1,"memory_kib":8,"digests":[")" +
      std::string(64, 'a') + R"("]})";
  ASSERT_TRUE(read_numbers(good, "f"));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(read_numbers(good.substr(0, size), "f")) << size;
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"format\":1", "\"format\":2"},
                                                        {"argon2id", "sha256"},
                                                        {"0011", "00"},
                                                        {"\"passes\":1", "\"passes\":11"},
                                                        {"\"memory_kib\":8", "\"memory_kib\":99999999"},
                                                        {"\"name\":\"x\"", "\"name\":\"\""},
                                                        {"aaaa\"]", "aa\"]"},
                                                        {"[\"", "[7,\""}}) {
    auto bad = good;
    bad.replace(bad.find(from), from.size(), to);
    EXPECT_FALSE(read_numbers(bad, "f")) << bad;
  }
}

}  // namespace
}  // namespace waarborg
