// What an address may be, where a redirect may lead, and what counts as this machine.
#include "fetch/address.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Address, IsReadAndWritten) {
  const std::pair<const char*, const char*> good[] = {
      {"https://a.example/x/y.stix2?z=1", "https://a.example/x/y.stix2?z=1"},
      {"HTTPS://A.Example", "https://a.example/"},
      {"https://a.example:443/x", "https://a.example/x"},
      {"https://a.example:8443?q", "https://a.example:8443/?q"},
      {"http://127.0.0.1:80/", "http://127.0.0.1/"},
  };
  for (const auto& [text, said] : good) {
    const auto address = parse_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), said);
  }
}

TEST(Address, RefusesWhatCouldMislead) {
  for (const std::string text : {"",
                                 "a.example/x",
                                 "ftp://a.example/",
                                 "file:///etc/passwd",
                                 "https://",
                                 "https:///x",
                                 "https://a.example:0/",
                                 "https://a.example:65536/",
                                 "https://a.example:/",
                                 "https://a.example:1x/",
                                 "https://user@a.example/",
                                 "https://user:secret@a.example/",
                                 "https://a.example\\@b.example/",
                                 "https://a.example/ x",
                                 "https://a.example/x\r\nHost: b",
                                 "https://a.example/#x",
                                 "https://[::1]/",
                                 "https://-a.example/",
                                 "https://a_b.example/",
                                 "https://\xC3\xA9.example/",
                                 "https://a.example/\x7F"})
    EXPECT_FALSE(parse_address(text)) << text;
  EXPECT_FALSE(parse_address("https://a.example/" + std::string(5000, 'a')));
}

TEST(Address, FollowsRedirects) {
  const auto from = parse_address("https://a.example:8443/x/y?z=1");
  ASSERT_TRUE(from);
  const std::pair<const char*, const char*> rows[] = {
      {"https://b.example/q", "https://b.example/q"},
      {"http://b.example/q", "http://b.example/q"},
      {"//b.example/q", "https://b.example/q"},
      {"/q", "https://a.example:8443/q"},
      {"q?r=2#part", "https://a.example:8443/x/q?r=2"},
      {"?r", "https://a.example:8443/x/y?r"},
      {"q:1/../x?a:b", ""},
      {"", ""},
      {"javascript:alert(1)", ""},
      {"//user@b.example/", ""},
      {"/a b", ""},
      {"/x\nSet-Cookie: a", ""},
  };
  for (const auto& [location, said] : rows) {
    const auto next = follow(*from, location);
    EXPECT_EQ(next ? next->text() : "", said) << location;
  }
}

TEST(Address, KnowsThisMachine) {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3"})
    EXPECT_TRUE(is_loopback(*parse_address(std::string("http://") + host))) << host;
  for (const char* host :
       {"localhost.example", "127.0.0.1.example", "127.0.0", "127.0.0.256", "128.0.0.1", "127.0.0.1a"})
    EXPECT_FALSE(is_loopback(*parse_address(std::string("http://") + host))) << host;
}

}  // namespace
}  // namespace waarborg
