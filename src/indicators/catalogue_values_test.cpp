#include "indicators/catalogue_values.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "indicators/catalogue.h"

namespace waarborg {
namespace {

using How = Test;  // inside TEST() the bare name is gtest's

TEST(CatalogueValues, what_cannot_be_met_is_refused) {
  struct Case {
    Type type;
    How test;
    std::string_view value, why;  // why: a part of the fault; "" for none
  };
  const std::vector<Case> cases = {
      {Type::domain, How::within, "kaspersky.com", ""},
      {Type::domain, How::exact, "xn--80ak6aa92e.com", ""},
      {Type::domain, How::exact, "_dmarc.example.org", ""},
      {Type::domain, How::within, "com", "needs a dot"},
      {Type::domain, How::within, ".kaspersky.com", "label"},
      {Type::domain, How::within, "kaspersky.com.", "label"},
      {Type::domain, How::within, "*.kaspersky.com", "wildcard"},
      {Type::domain, How::within, "Kaspersky.com", "lower case"},
      {Type::domain, How::within, "https://kaspersky.com", "without scheme"},
      {Type::domain, How::exact, "192.0.2.1", "type ip"},
      {Type::domain, How::glob, "kaspersky.*", "cannot be tested"},
      {Type::ip, How::exact, "192.0.2.1", ""},
      {Type::ip, How::exact, "2001:db8::1", ""},
      {Type::ip, How::exact, "192.0.2.300", "not an IPv4"},
      {Type::ip, How::exact, "192.0.2.0/24", "needs test: within"},
      {Type::ip, How::within, "192.0.2.0/24", ""},
      {Type::ip, How::within, "2001:db8::/32", ""},
      {Type::ip, How::within, "192.0.2.0", "prefix length"},
      {Type::ip, How::within, "192.0.2.0/33", "0 to 32"},
      {Type::ip, How::within, "192.0.2.0/", "0 to 32"},
      {Type::ip, How::within, "2001:db8::/129", "0 to 128"},
      {Type::ip, How::within, "192.0.2.1/24", "behind its prefix"},
      {Type::path, How::within, "/opt/kaspersky", ""},
      {Type::path, How::glob, "/opt/*/kesl", ""},
      {Type::path, How::glob, "/opt/kesl", "no wildcard"},
      {Type::path, How::glob, "/*", "meets everything"},
      {Type::path, How::exact, "/opt//kesl", "empty component"},
      {Type::path, How::exact, "/opt/../kesl", "'..'"},
      {Type::path, How::words, "/opt/kesl", "cannot be tested"},
      {Type::path, How::within, "C:/Program Files/Kaspersky Lab", ""},
      {Type::path, How::glob, "?:/program files*/kaspersky lab/*", ""},
      {Type::path, How::within, "C:", "begins with"},
      {Type::path, How::within, "CD:/x", "begins with"},
      {Type::path, How::within, "C:/a//b", "empty component"},
      {Type::certificate, How::words, "Kaspersky", ""},
      {Type::package, How::exact, "npm/@scope/name", ""},
      {Type::package, How::exact, "kesl", "ecosystem/name"},
      {Type::package, How::exact, "deb/", "ecosystem/name"},
      {Type::package, How::exact, "/kesl", "ecosystem/name"},
      {Type::package, How::regex, "(deb|rpm)/kesl(-gui)?", ""},
      {Type::package, How::regex, "(deb|rpm", "not a usable pattern"},
      {Type::package, How::regex, "((a{1000}){1000}){1000}", "not a usable pattern"},
      {Type::package, How::regex, ".*", "empty text"},
      {Type::hash, How::exact, "d41d8cd98f00b204e9800998ecf8427e", ""},
      {Type::hash, How::exact, "D41D8CD98F00B204E9800998ECF8427E", "lower-case"},
      {Type::hash, How::exact, "d41d", "32, 40 or 64"},
      {Type::hash, How::regex, "d41d.*", "cannot be tested"},
      {Type::url, How::within, "https://example.org/kit", ""},
      {Type::url, How::exact, "example.org/kit", "http or https"},
      {Type::purl, How::exact, "pkg:deb/debian/kesl", ""},
      {Type::purl, How::exact, "deb/kesl", "pkg:"},
      {Type::cpe, How::exact, "cpe:2.3:a:kaspersky:endpoint:*:*:*:*:*:*:*:*", ""},
      {Type::cpe, How::exact, "a:kaspersky", "cpe:"},
      {Type::as_number, How::exact, "AS64496", ""},
      {Type::as_number, How::exact, "64496", "AS64496"},
      {Type::vendor, How::words, "AO Kaspersky Lab", ""},
      {Type::vendor, How::words, "Inc.", "no word is left"},
      {Type::vendor, How::exact, " Kaspersky", "blank"},
      {Type::vendor, How::exact, "Kas\x01persky", "control"},
      {Type::text, How::exact, "x", "nothing is matched"},
      {Type::device_id, How::exact, "x", "people or devices"},
      {Type::mac_address, How::exact, "02:1f:33:00:0a:05", "people or devices"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} {}", name_of(c.type), c.value));
    const auto why = identifier_fault(c.type, c.test, c.value);
    if (c.why.empty())
      EXPECT_EQ(why, "");
    else
      EXPECT_NE(why.find(c.why), std::string::npos) << "got: " << why;
  }
  EXPECT_NE(identifier_fault(Type::service, How::exact, std::string(1025, 'x')), "");
}

TEST(CatalogueValues, spellings_of_one_identifier_have_one_key) {
  EXPECT_EQ(identifier_key(Type::service, "kesl.service"), identifier_key(Type::service, "kesl"));
  EXPECT_EQ(identifier_key(Type::vendor, "AO Kaspersky Lab"),
            identifier_key(Type::vendor, "Kaspersky Lab JSC"));
  EXPECT_NE(identifier_key(Type::path, "/opt/QQ"), identifier_key(Type::path, "/opt/qq"));
  EXPECT_NE(identifier_key(Type::package, "deb/kesl"), identifier_key(Type::package, "rpm/kesl"));
}

TEST(CatalogueValues, dates_and_countries) {
  for (const auto* good : {"2024-02-29", "1999-12-31", "1970-01-01"}) EXPECT_TRUE(is_date(good)) << good;
  for (const auto* bad : {"2023-02-29", "2024-13-01", "2024-1-1", "2024-01-01T00:00:00Z", "2024-00-10", ""})
    EXPECT_FALSE(is_date(bad)) << bad;
  for (const auto* good : {"2018", "2018-05", "2018-05-14"}) EXPECT_TRUE(is_partial_date(good)) << good;
  for (const auto* bad : {"18", "2018-13", "201x", "2018-5"}) EXPECT_FALSE(is_partial_date(bad)) << bad;
  for (const auto* good : {"NL", "RU", "AD", "ZW"}) EXPECT_TRUE(is_country(good)) << good;
  for (const auto* bad : {"nl", "D ", " A", "XX", "EU", "NLD", ""}) EXPECT_FALSE(is_country(bad)) << bad;
}

TEST(CatalogueValues, categories_are_sorted) {
  const auto& all = product_categories();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

}  // namespace
}  // namespace waarborg
