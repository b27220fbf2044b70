#include "indicators/index.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "indicators/index_patterns.h"

namespace waarborg {
namespace {

Indicator make(Type type, Test test, std::string value, std::string id = "one") {
  Indicator out;
  out.id = std::move(id);
  out.subject = "product/x/y";
  out.type = type;
  out.test = test;
  out.value = std::move(value);
  return out;
}

std::vector<std::uint32_t> found(const Index& index, Type type, std::string_view value) {
  std::vector<std::uint32_t> out;
  index.find(type, value, out);
  return out;
}

struct Row {
  Type type;
  Test test;
  const char* indicator;
  Type asked;
  std::string value;
  bool meets;
};

class IndexTable : public testing::TestWithParam<Row> {};

TEST_P(IndexTable, MeetsOrDoesNot) {
  const auto& row = GetParam();
  std::vector<Index::Refused> refused;
  const auto index = Index::build({make(row.type, row.test, row.indicator)}, &refused);
  ASSERT_TRUE(refused.empty()) << refused[0].why;
  EXPECT_EQ(!found(index, row.asked, row.value).empty(), row.meets)
      << name_of(row.type) << " " << name_of(row.test) << " " << row.indicator << " / " << row.value;
}

using enum Type;
using enum Test;
// The names of a Type and of a Test do not overlap, so both can stand bare in the tables.

Row d(const char* indicator, std::string value, bool meets, Test test = within) {
  return {domain, test, indicator, domain, std::move(value), meets};
}
INSTANTIATE_TEST_SUITE_P(
    Domains, IndexTable,
    testing::Values(
        d("kaspersky.com", "kaspersky.com", true), d("kaspersky.com", "www.kaspersky.com", true),
        d("kaspersky.com", "a.b.c.d.kaspersky.com", true), d("kaspersky.com", "KASPERSKY.COM.", true),
        d("Kaspersky.COM.", "s1.kaspersky.com", true), d("kaspersky.com", "notkaspersky.com", false),
        d("kaspersky.com", "kaspersky.com.evil.example", false), d("kaspersky.com", "kaspersky.co", false),
        d("kaspersky.com", "com", false), d("b.kaspersky.com", "kaspersky.com", false),
        d("kaspersky.com", "www.kaspersky.com", false, exact),
        d("kaspersky.com", "kaspersky.com", true, exact), d("kaspersky.com", ".kaspersky.com", false),
        d("kaspersky.com", "a..kaspersky.com", false), d("kaspersky.com", "kaspersky.com..", false),
        d("kaspersky.com", "", false), d("kaspersky.com", "see kaspersky.com", false),
        d("kaspersky.com", "kaspersky.com:443", false),
        d("kaspersky.com", std::string("kaspersky.com\0.evil.example", 27), false),
        d("kaspersky.com", std::string(64, 'a') + ".kaspersky.com", false),
        d("kaspersky.com", std::string("\xFF\xFE.kaspersky.com"), false),
        d("xn--e1afmkfd.xn--p1ai", "пример.рф", true), d("пример.рф", "www.xn--e1afmkfd.xn--p1ai", true),
        d("пример.рф", "ПРИМЕР.РФ", true), d("kaspersky.com", "kaspersky。com", true),
        d("faß.de", "fass.de", false), d("*.kaspersky.com", "a.kaspersky.com", true, glob),
        d("*.kaspersky.com", "a.b.kaspersky.com", false, glob),
        d(".*kaspersky.*", "My-KASPERSKY.com", true, regex), d("kaspersky", "kaspersky.com", false, regex)));

Row u(Type type, Test test, const char* indicator, std::string value, bool meets) {
  return {type, test, indicator, url, std::move(value), meets};
}
INSTANTIATE_TEST_SUITE_P(
    Urls, IndexTable,
    testing::Values(u(url, exact, "https://a.example/x?q=1", "HTTPS://A.EXAMPLE:443/x?q=1#part", true),
                    u(url, exact, "https://a.example/x?q=1", "https://a.example/x?q=2", false),
                    u(url, exact, "https://a.example/x", "http://a.example/x", false),
                    u(url, exact, "https://a.example/x", "https://a.example/X", false),
                    u(url, exact, "https://a.example", "https://a.example/", true),
                    u(url, exact, "https://a.example/a/b", "https://user:word@a.example/a/./c/../b/", true),
                    u(url, exact, "https://a.example/%7ex", "https://a.example/~x", true),
                    u(url, exact, "https://a.example/%c3%a9", "https://a.example/é", true),
                    u(url, exact, "https://a.example/x", "https://a.example/x/y", false),
                    u(url, exact, "https://a.example/x", "see https://a.example/x", false),
                    u(url, exact, "a.example/x", "https://a.example/x", true),
                    u(url, exact, "a.example/x", "http://a.example/x", true),
                    u(url, exact, "a.example/x", "https://b.a.example/x", false),
                    u(url, within, "https://a.example/x", "https://a.example/x/y?z", true),
                    u(url, within, "https://a.example/x", "https://a.example/x?z", true),
                    u(url, within, "https://a.example/x", "https://a.example/xy", false),
                    u(url, within, "https://a.example", "https://a.example/any", true),
                    u(url, within, "https://a.example", "https://a.example.evil.example/any", false),
                    u(url, within, "https://a.example/x", "https://a.example/x/../y", false),
                    u(domain, within, "kaspersky.com", "https://www.kaspersky.com/x", true),
                    u(domain, within, "kaspersky.com", "https://www.kaspersky.com:8443/x", true),
                    u(domain, within, "kaspersky.com", "https://name:word@www.kaspersky.com/x", true),
                    u(domain, within, "kaspersky.com", "https://kaspersky.com@evil.example/", false),
                    u(domain, within, "kaspersky.com", "https://evil.example/kaspersky.com", false),
                    u(domain, within, "kaspersky.com", "https://evil.example/?u=https://kaspersky.com",
                      false),
                    u(domain, within, "kaspersky.com", "https://evil.example#@kaspersky.com", false),
                    u(domain, within, "evil.example", "https://evil.example\\@kaspersky.com", true),
                    u(domain, within, "kaspersky.com", "https://evil.example\\@kaspersky.com", false),
                    u(domain, within, "kaspersky.com", "https://k%61spersky.com/", true),
                    u(domain, within, "kaspersky.com", "//kaspersky.com/x", true),
                    u(domain, within, "kaspersky.com", "kaspersky.com:80/x", true),
                    u(domain, within, "kaspersky.com", "mailto:a@kaspersky.com", false),
                    u(domain, within, "kaspersky.com", "javascript:kaspersky.com", false),
                    u(domain, within, "kaspersky.com", "https://kaspersky.com:port/", false),
                    u(domain, exact, "kaspersky.com", "https://www.kaspersky.com/", false),
                    u(domain, within, "kaspersky.com", "wss://KASPERSKY.com./", true),
                    u(ip, exact, "192.0.2.1", "http://192.0.2.1:8080/x", true),
                    u(ip, exact, "192.0.2.1", "http://192.0.2.10/x", false),
                    u(ip, within, "2001:db8::/32", "http://[2001:db8::1]:80/x", true),
                    u(url, exact, "http://[2001:0db8::1]/x", "http://[2001:DB8:0::1]:80/x", true),
                    u(url, glob, "https://*/gate.php", "https://evil.example/gate.php", true),
                    u(url, glob, "https://*/gate.php", "https://evil.example/a/gate.php", false),
                    u(url, regex, "https://[^/]*/gate\\.php", "https://evil.example/gate.php", true)));

Row i(Test test, const char* indicator, std::string value, bool meets) {
  return {ip, test, indicator, ip, std::move(value), meets};
}
INSTANTIATE_TEST_SUITE_P(
    Addresses, IndexTable,
    testing::Values(
        i(exact, "192.0.2.1", "192.0.2.1", true), i(exact, "192.0.2.1", "192.0.2.10", false),
        i(exact, "192.0.2.1", "::ffff:192.0.2.1", true), i(exact, "::ffff:192.0.2.1", "192.0.2.1", true),
        i(exact, "2001:db8::1", "2001:0DB8:0:0::1", true), i(exact, "fe80::1", "fe80::1%eth0", true),
        i(exact, "192.0.2.1", "192.0.2.1 ", false), i(exact, "192.0.2.1", "192.0.2.01", false),
        i(within, "192.0.2.0/24", "192.0.2.255", true), i(within, "192.0.2.0/24", "192.0.3.0", false),
        i(within, "192.0.2.77/25", "192.0.2.1", true), i(within, "192.0.2.0/24", "::ffff:192.0.2.7", true),
        i(within, "0.0.0.0/0", "203.0.113.9", true), i(within, "0.0.0.0/0", "2001:db8::1", false),
        i(within, "::/0", "192.0.2.1", false), i(within, "::/0", "2001:db8::1", true),
        i(within, "2001:db8::/33", "2001:db8:7fff::1", true),
        i(within, "2001:db8::/33", "2001:db8:8000::1", false), i(within, "192.0.2.1", "192.0.2.1", true)));

Row p(Test test, const char* indicator, std::string value, bool meets) {
  return {path, test, indicator, path, std::move(value), meets};
}
INSTANTIATE_TEST_SUITE_P(
    Paths, IndexTable,
    testing::Values(
        p(within, "/opt/kaspersky", "/opt/kaspersky", true),
        p(within, "/opt/kaspersky", "/opt/kaspersky/kesl/bin", true),
        p(within, "/opt/kaspersky/", "/opt/kaspersky", true),
        p(within, "/opt/kaspersky", "/opt/kaspersky/", true),
        p(within, "/opt/kaspersky", "/opt/kaspersky-lookalike", false),
        p(within, "/opt/kaspersky", "/opt/kaspersky-lookalike/kesl", false),
        p(within, "/opt/kaspersky", "/srv/opt/kaspersky", false),
        p(within, "/opt/kaspersky", "/opt/Kaspersky", false),
        p(within, "/opt/kaspersky", "/home/a/kaspersky.txt", false),
        p(within, "/opt/kaspersky", "/opt/kaspersky.txt", false),
        p(within, "/opt/kaspersky", "/opt//kaspersky/./x", true),
        p(within, "/opt/kaspersky", "/opt/kaspersky/../other", false),
        p(exact, "/opt/kaspersky", "/opt/kaspersky/kesl", false),
        p(exact, "/opt/kaspersky", "/opt/kaspersky", true),
        p(glob, "/opt/*/kesl", "/opt/kaspersky/kesl", true), p(glob, "/opt/*/kesl", "/opt/a/b/kesl", false),
        p(glob, "/opt/*/kesl", "/opt/kaspersky/kesl-theme", false), p(glob, "**/kesl", "/a/b/kesl", true),
        p(glob, "**/kesl", "/a/b/mykesl", false), p(glob, "**/kesl", "/a/kesl/b", false),
        p(glob, "/tmp/l*.[ab]", "/tmp/log.a", true), p(glob, "/tmp/l*.[ab]", "/tmp/log.c", false),
        p(within, "/tmp/l/", "/tmp/log", false), p(within, "/private/var/tmp/x", "/var/tmp/x/y", true),
        p(within, "/private/variant", "/variant", false),
        p(within, "C:\\Program Files\\Kaspersky Lab", "c:/program files/KASPERSKY LAB/avp.exe", true),
        p(within, "C:\\Program Files\\Kaspersky Lab", "C:\\Program Files\\Kaspersky Labs", false),
        p(within, "C:\\Kaspersky", "\\\\?\\C:\\kaspersky\\x", true),
        p(glob, "C:\\Users\\*\\kl.exe", "c:\\users\\Ann\\KL.exe", true),
        p(regex, "/opt/k.*", "/opt/kesl", true)));

Row s(Type type, Test test, const char* indicator, std::string value, bool meets) {
  return {type, test, indicator, type, std::move(value), meets};
}
INSTANTIATE_TEST_SUITE_P(
    Software, IndexTable,
    testing::Values(
        s(package, exact, "deb/kesl", "deb/kesl", true),
        s(package, exact, "deb/kesl", "deb/kesl-theme", false),
        s(package, exact, "deb/kesl", "rpm/kesl", false), s(package, exact, "deb/kesl", "deb/KESL", false),
        s(package, exact, "*/kesl", "rpm/kesl", true), s(package, exact, "*/kesl", "rpm/kesl-gui", false),
        s(package, exact, "*/kesl", "kesl", false), s(package, glob, "*/kesl", "deb/kesl", true),
        s(package, exact, "*/@scope/name", "npm/@scope/name", true),
        s(package, glob, "deb/kesl*", "deb/kesl-gui", true),
        s(package, glob, "deb/kesl*", "rpm/kesl-gui", false),
        s(package, glob, "deb/kesl*", "deb/xkesl", false),
        s(vendor, words, "Kaspersky Lab", "AO Kaspersky Lab", true),
        s(vendor, words, "Kaspersky", "© 2020 KASPERSKY® Lab, Inc.", true),
        s(vendor, words, "Kaspersky Lab", "Kaspersky Research Lab", false),
        s(vendor, words, "Kaspersky", "Notkaspersky", false),
        s(vendor, words, "Kaspersky", "kasperskyan", false),
        s(vendor, words, "Kaspersky Lab", "Lab Kaspersky", false),
        s(vendor, words, "Касперского", "КАСПЕРСКОГО АО", true),
        s(vendor, words, "360", "Qihoo 360 Technology", true), s(vendor, words, "360", "3600 Labs", false),
        s(vendor, exact, "Kaspersky Lab", "Kaspersky Lab Ltd.", true),
        s(vendor, exact, "Kaspersky", "Kaspersky Lab", false), s(vendor, words, "Kaspersky", "", false),
        s(signer, words, "Kaspersky Lab", "CN=Kaspersky Lab, O=AO Kaspersky Lab, C=RU", true),
        s(signer, exact, "2Y8XE5CQ94", "2y8xe5cq94", true),
        s(signer, exact, "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99",
          "aabbccddeeff00112233445566778899", true),
        s(certificate, words, "Kaspersky", "O=Kaspersky, C=CH", true),
        s(service, exact, "kesl.service", "KESL", true), s(service, exact, "kesl", "kesl.service", true),
        s(service, exact, "kesl", "kesl-supervisor.service", false),
        s(service, glob, "kesl*.service", "kesl-supervisor.service", true),
        s(service, glob, "kesl*", "xkesl", false), s(process, exact, "kesl", "kesl", true),
        s(process, exact, "kesl", "kesld", false), s(process, exact, "kesl", "KESL", false),
        s(hash, exact, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e", true),
        s(hash, exact, "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427", false),
        s(purl, exact, "pkg:deb/debian/kesl", "pkg:deb/debian/kesl@12.0?arch=amd64", true),
        s(purl, exact, "pkg:deb/debian/kesl@12.0", "pkg:deb/debian/kesl@12.0?arch=amd64", true),
        s(purl, exact, "pkg:deb/debian/kesl@12.0", "pkg:deb/debian/kesl@12.1", false),
        s(purl, exact, "pkg:deb/debian/kesl?arch=i386", "pkg:deb/debian/kesl@1?arch=i386", true),
        s(purl, exact, "pkg:deb/debian/kesl?arch=i386", "pkg:deb/debian/kesl@1?arch=amd64", false),
        s(purl, exact, "pkg:deb/debian/kesl", "pkg:deb/debian/kesl-theme@1", false),
        s(purl, exact, "pkg:npm/%40scope/name", "PKG:NPM/@scope/name@1.0.0", true),
        s(purl, glob, "pkg:deb/*/kesl*", "pkg:deb/debian/kesl-gui@12.0", true),
        s(cpe, exact, "cpe:2.3:a:kaspersky:endpoint_security:*:*:*:*:*:*:*:*",
          "cpe:/a:Kaspersky:endpoint_security:11.0", true),
        s(cpe, exact, "cpe:/a:kaspersky", "cpe:2.3:a:kaspersky:kesl:12:*:*:*:*:*:*:*", true),
        s(cpe, exact, "cpe:2.3:*:kaspersky:*", "cpe:/o:kaspersky:kasperskyos", true),
        s(cpe, exact, "cpe:2.3:a:kaspersky:*", "cpe:2.3:a:kaspersky_lab:kesl:*", false),
        s(cpe, exact, "cpe:2.3:a:kaspersky:kesl:12", "cpe:2.3:a:kaspersky:kesl:11", false),
        s(cpe, exact, "cpe:2.3:a:kaspersky:kesl", "cpe:2.3:a:*:kesl:11", false),
        s(cpe, exact, "cpe:2.3:a:x\\:y:z", "cpe:/a:x%3ay:z", false),  // 2.2 decodes before it splits
        s(cpe, exact, "cpe:2.3:a:x\\+y:z", "cpe:/a:x%2by:z", true),
        s(cpe, glob, "a:kasp*:*", "cpe:/a:kaspersky:kesl", true),
        s(app_id, exact, "com.kms.free", "com.kms.free", true),
        s(app_id, exact, "com.kms.free", "com.kms.freedom", false),
        s(app_id, glob, "com.kaspersky.*", "com.kaspersky.security.cloud", true),
        s(app_id, glob, "com.kaspersky.*", "com.kasperskyx", false)));
INSTANTIATE_TEST_SUITE_P(
    Persons, IndexTable,
    testing::Values(
        s(email, exact, "A@Evil.example", "mailto:a@evil.EXAMPLE", true),
        s(email, exact, "a@evil.example", "aa@evil.example", false),
        s(email, exact, "a@evil.example", "evil.example", false),
        s(phone, exact, "+31 20-123", "tel:003120123", true), s(phone, exact, "+3120123", "3120123", false),
        s(phone, exact, "+3120123", "+31201234", false),
        s(registry_key, within, "HKLM\\SOFTWARE\\KasperskyLab",
          "hkey_local_machine\\software\\kasperskylab\\AVP", true),
        s(registry_key, within, "HKLM\\SOFTWARE\\KasperskyLab", "HKEY_LOCAL_MACHINE\\SOFTWARE\\KasperskyLabs",
          false),
        s(registry_key, exact, "HKLM\\SOFTWARE\\KasperskyLab\\", "HKLM\\Software\\KasperskyLab", true),
        s(registry_key, exact, "HKLM\\SOFTWARE\\KasperskyLab", "HKLM\\Software\\KasperskyLab\\x", false),
        s(as_number, exact, "AS200107", "200107", true), s(as_number, exact, "200107", "as0200107", true),
        s(as_number, exact, "200107", "2001070", false), s(device_id, exact, "abc", "abc", true),
        s(device_id, exact, "abc", "ABC", false),
        s(mac_address, exact, "02:1F:33:00:0A:05", "2:1f:33:0:a:5", true),
        s(mac_address, exact, "021F.3300.0A05", "02-1f-33-00-0a-05", true),
        s(mac_address, exact, "021f33000a05", "02:1f:33:00:0a:06", false),
        s(mac_address, exact, "02:1f:33:00:0a:05", "02:1f:33:00:0a:05:06", false),
        s(mac_address, exact, "02:1f:33:00:0a:05", "02:1f-33:00-0a:05", false)));

INSTANTIATE_TEST_SUITE_P(
    FileName, IndexTable,
    testing::Values(Row{Type::path, Test::glob, "**/kesl.apk", Type::file_name, "kesl.apk", true},
                    Row{Type::path, Test::glob, "**/kesl.apk", Type::file_name, "Media/kesl.apk", true},
                    Row{Type::path, Test::glob, "**/kesl.apk", Type::file_name, "mykesl.apk", false},
                    Row{Type::path, Test::glob, "**/kesl.apk", Type::file_name, "kesl.apk/x", false},
                    Row{Type::path, Test::glob, "**/Media/kesl.apk", Type::file_name, "Media/kesl.apk", true},
                    Row{Type::path, Test::glob, "**/Media/kesl.apk", Type::file_name, "kesl.apk", false},
                    Row{Type::path, Test::regex, "(?:.*/)?a\\*b", Type::file_name, "a*b", true},
                    Row{Type::path, Test::within, "/kesl.apk", Type::file_name, "kesl.apk", false},
                    Row{Type::path, Test::exact, "/kesl.apk", Type::file_name, "kesl.apk", false},
                    Row{Type::path, Test::glob, "**/kesl.apk", Type::file_name, "", false},
                    Row{Type::path, Test::glob, "**/kesl.apk", Type::process, "kesl.apk", false}));

TEST(Index, AnswersAscendingAndEachOnceBehindWhatIsThere) {
  const auto index =
      Index::build({make(domain, within, "a.example", "0"), make(domain, exact, "x.a.example", "1"),
                    make(domain, within, "A.EXAMPLE", "2"), make(url, exact, "https://x.a.example", "3"),
                    make(domain, regex, ".*", "4")});
  std::vector<std::uint32_t> out = {99};
  index.find(url, "https://x.a.example/", out);
  EXPECT_EQ(out, (std::vector<std::uint32_t>{99, 0, 1, 2, 3, 4}));
  EXPECT_EQ(index.size(), 5u);
  EXPECT_EQ(index.indicator(2).value, "A.EXAMPLE");
  EXPECT_EQ(index.indicator(2).id, "2");
  EXPECT_EQ(index.indicator(3).subject, "product/x/y");
}

TEST(Index, WantsOnlyWhatItHas) {
  const auto index = Index::build({make(ip, exact, "192.0.2.1")});
  EXPECT_TRUE(index.wants(ip));
  EXPECT_TRUE(index.wants(url)) << "a URL has a host";
  EXPECT_FALSE(index.wants(domain));
  EXPECT_FALSE(index.wants(path));
  EXPECT_FALSE(index.wants(static_cast<Type>(200)));
}

TEST(Index, RefusesWhatCannotBeMatchedAndGoesOn) {
  std::vector<Index::Refused> refused;
  const auto index =
      Index::build({make(text, exact, "x", "text"), make(domain, within, "", "empty"),
                    make(domain, within, "192.0.2.1", "address"), make(domain, regex, "(", "bracket"),
                    make(process, within, "x", "below"), make(path, words, "x", "words"),
                    make(ip, exact, "192.0.2.0/24", "range"), make(ip, within, "192.0.2.0/33", "bits"),
                    make(vendor, words, "GmbH & Co.", "form"), make(path, within, "/", "all"),
                    make(hash, exact, "xyz", "hash"), make(cpe, exact, "cpe:2.3:a:k*:x", "star"),
                    make(domain, within, "good.example", "good")},
                   &refused);
  std::vector<std::string> ids;
  for (const auto& r : refused) {
    ids.push_back(r.id);
    EXPECT_FALSE(r.why.empty());
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"text", "empty", "address", "bracket", "below", "words", "range",
                                           "bits", "form", "all", "hash", "star"}));
  EXPECT_EQ(index.size(), 1u);
  EXPECT_EQ(found(index, domain, "x.good.example"), (std::vector<std::uint32_t>{0}));
}

TEST(Index, AnswersManyPatternsInOnePass) {
  std::vector<Indicator> all;
  for (int n = 0; n < 600; ++n) all.push_back(make(package, glob, "deb/p" + std::to_string(n) + "-*"));
  const auto index = Index::build(std::move(all));
  EXPECT_EQ(found(index, package, "deb/p0-x"), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(found(index, package, "deb/p599-x"), (std::vector<std::uint32_t>{599}));
  EXPECT_TRUE(found(index, package, "deb/p600-x").empty());
}

TEST(Index, TextsWithManySeparatorsStayCheap) {
  const auto index =
      Index::build({make(path, within, "/opt/kaspersky"), make(url, within, "https://a.example/b/c"),
                    make(vendor, words, "a b"), make(registry_key, within, "HKLM\\x")});
  std::string slashes = "/opt", backslashes = "HKLM", blanks;
  for (int n = 0; n < 200'000; ++n) slashes += "/x", backslashes += "\\y", blanks += "a ";
  EXPECT_TRUE(found(index, path, slashes).empty());
  EXPECT_TRUE(found(index, url, "https://a.example" + slashes).empty());
  EXPECT_TRUE(found(index, registry_key, backslashes).empty());
  EXPECT_TRUE(found(index, vendor, blanks).empty());
}

TEST(Patterns, TheExpressionOfAGlobMeetsWhatTheGlobMeets) {
  const std::vector<std::string> globs = {"*",      "**",      "a*",  "*a",    "a**b",  "[a-c]x",
                                          "[ab",    "?",       "a?c", "*/b",   "**/b",  "a.b",
                                          "[a/b]x", "**/**/b", "**/", "**/**", "**/*b", "a/**/b"};
  const std::vector<std::string> texts = {"",    "a",    "ab",   "a/b", "axx/yb", "bx",  "dx",
                                          "[ab", "abc",  "a/c",  "b",   "x/y/b",  "a.b", "axb",
                                          "/x",  "\xFF", "a\nb", "/",   "/b"};
  for (const auto& pattern : globs) {
    PatternSet set(true, false);
    std::string why;
    ASSERT_TRUE(set.add(regex_of_glob(pattern, '/'), 7, why)) << why;
    set.close();
    for (const auto& value : texts) {
      std::vector<std::uint32_t> out;
      set.find(value, out);
      EXPECT_EQ(!out.empty(), waarborg::glob(pattern, value)) << pattern << " / " << value;
    }
  }
}

}  // namespace
}  // namespace waarborg
