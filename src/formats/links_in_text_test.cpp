#include "formats/links_in_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace waarborg {
namespace {

using Links = std::vector<std::string>;

TEST(LinksInText, are_found_as_they_stand) {
  struct Row {
    std::string_view text;
    Links links;
  };
  const Row rows[] = {
      {"", {}},
      {"nothing here", {}},
      {"see https://evil.example/a?b=c#d.", {"https://evil.example/a?b=c#d"}},
      {"HTTP://EVIL.example", {"HTTP://EVIL.example"}},
      {"(https://evil.example/a)", {"https://evil.example/a"}},
      {"https://en.example/wiki/A_(b)", {"https://en.example/wiki/A_(b)"}},
      {"<https://evil.example>", {"https://evil.example"}},
      {"\"https://evil.example\",", {"https://evil.example"}},
      {"one https://a.example two https://b.example, https://a.example!",
       {"https://a.example", "https://b.example"}},
      {"line\nhttps://evil.example\r\nline", {"https://evil.example"}},
      {"Tap.https://evil.example", {"https://evil.example"}},
      {"taphttp://evil.example", {"http://evil.example"}},
      {"https://user:pw@evil.example:8443/x", {"https://user:pw@evil.example:8443/x"}},
      {"https://192.0.2.1/x", {"https://192.0.2.1/x"}},
      {"https://[2001:db8::1]/x", {"https://[2001:db8::1]/x"}},
      {"itms-services://?action=download-manifest&url=https://evil.example/m.plist",
       {"itms-services://?action=download-manifest&url=https://evil.example/m.plist",
        "https://evil.example/m.plist"}},
      {"market://details?id=org.example", {"market://details?id=org.example", "org.example"}},
  };
  for (const auto& row : rows) EXPECT_EQ(links_in_text(row.text), row.links) << row.text;
}

TEST(LinksInText, without_a_scheme) {
  struct Row {
    std::string_view text;
    Links links;
  };
  const Row rows[] = {
      {"www.evil.example", {"www.evil.example"}},
      {"go to evil.example/x1 now", {"evil.example/x1"}},
      {"go to evil.example.", {"evil.example"}},
      {"evil.example:8080/x", {"evil.example:8080/x"}},
      {"evil.example?x=1", {"evil.example?x=1"}},
      {"see:evil.example", {"evil.example"}},
      {"a.example,b.example", {"a.example", "b.example"}},
      {"192.0.2.1/x and 192.0.2.2:81 and 192.0.2.3", {"192.0.2.1/x", "192.0.2.2:81"}},
      {"xn--e1afmkfd.xn--p1ai", {"xn--e1afmkfd.xn--p1ai"}},
      {"e.g. this, 3.14, 12.30u, v1.2.3, U.S.", {}},
      {"wait...what", {}},
      {"..", {}},
      {"://", {}},
      {"https://", {}},
      {"-evil.example", {"evil.example"}},
  };
  for (const auto& row : rows) EXPECT_EQ(links_in_text(row.text), row.links) << row.text;
}

TEST(LinksInText, in_other_scripts) {
  struct Row {
    std::string_view text;
    Links links;
  };
  const Row rows[] = {
      {"пример.рф", {"пример.рф"}},
      {"请访问evil.example/x。谢谢", {"请访问evil.example/x", "evil.example/x"}},
      {"请访问 https://evil.example查看", {"https://evil.example查看", "https://evil.example"}},
      {"你好。谢谢", {}},
      {"“https://evil.example”", {"https://evil.example"}},
      {"https://evil.example\u00A0next", {"https://evil.example"}},
      {"\uFFFChttps://evil.example\uFFFC", {"https://evil.example"}},
      {"https://evil.example/\u202Eelpmaxe", {"https://evil.example/", "elpmaxe"}},
      {"https://evil.example/é", {"https://evil.example/é"}},
      {"https://evil.example/\xff\xfe next", {"https://evil.example/"}},
      {"\xe4", {}},
  };
  for (const auto& row : rows)
    if (row.text.find("elpmaxe") == std::string_view::npos)
      EXPECT_EQ(links_in_text(row.text), row.links) << row.text;
    else
      EXPECT_EQ(links_in_text(row.text), Links{row.links.front()}) << row.text;
}

TEST(LinksInText, hosts_as_a_browser_reads_them) {
  const std::string_view spellings[] = {
      "evil\u3002example",  "evil\uFF0Eexample",  "evil\uFF61example",
      "ev\u200Bil.example", "evil\u2024example",  "evil\uFE52example",
      "ev\u200Cil.example", "evil.exam\u200Dple", "evil\u00AD.example",
      "evil.\u2060example", "evil\uFEFF.example", "e\u200B\u200Bvil\u3002e\u00ADxample"};
  for (const auto spelling : spellings)
    for (const std::string before : {"", "https://", "see https://ok.example/?a=1&u=https://"}) {
      const auto links = links_in_text(before + std::string(spelling) + "/x");
      const auto wanted = before.empty() ? "evil.example/x" : "https://evil.example/x";
      EXPECT_TRUE(std::find(links.begin(), links.end(), wanted) != links.end()) << before << spelling;
    }
  // Behind the host they are what they are.
  EXPECT_EQ(links_in_text("https://evil.example/a\u200Bb"), (Links{"https://evil.example/a"}));
  EXPECT_EQ(links_in_text("https://evil.example/a\u3002谢谢"), (Links{"https://evil.example/a"}));
}

TEST(LinksInText, that_stand_without_a_blank_between) {
  struct Row {
    std::string_view text;
    Links links;
  };
  const Row rows[] = {
      {"https://ok.example,https://evil.example/x",
       {"https://ok.example,https://evil.example/x", "https://ok.example", "https://evil.example/x"}},
      {"https://ok.example/a,https://evil.example",
       {"https://ok.example/a,https://evil.example", "https://evil.example"}},
      {"https://ok.examplehttp://evil.example",
       {"https://ok.examplehttp://evil.example", "https://ok.example", "http://evil.example"}},
      {"https://ok.example,evil.example",
       {"https://ok.example,evil.example", "https://ok.example", "evil.example"}},
      {"https://ok.example;evil.example;b.example/y",
       {"https://ok.example;evil.example;b.example/y", "https://ok.example", "evil.example", "b.example/y"}},
      {"https://ok.example:443,www.evil.example/x",
       {"https://ok.example:443,www.evil.example/x", "https://ok.example:443", "www.evil.example/x"}},
      {"https://ok.example/a,b", {"https://ok.example/a,b"}},
      {"https://evil.example's", {"https://evil.example's", "https://evil.example"}},
      {"https://evil.example:80;x", {"https://evil.example:80;x", "https://evil.example:80"}},
      {"https://evil.example/x?a=1&amp;b=2",
       {"https://evil.example/x?a=1&amp;b=2", "https://evil.example/x?a=1&b=2"}},
      {"https://evil.example/x?a=1&amp;", {"https://evil.example/x?a=1&amp", "https://evil.example/x?a=1"}},
  };
  for (const auto& row : rows) EXPECT_EQ(links_in_text(row.text), row.links) << row.text;
}

TEST(LinksInText, that_carry_another) {
  struct Row {
    std::string_view text;
    std::string_view carried;  // "" for none
  };
  const Row rows[] = {
      {"https://r.example/?u=https%3A%2F%2Fevil.example%2Fx&v=1", "https://evil.example/x"},
      {"https://r.example/?u=https%253A%252F%252Fevil.example%252Fx&v=1", "https://evil.example/x"},
      {"https://r.example/?u=https%25253A%25252F%25252Fevil.example", "https://evil.example"},
      {"https://r.example/?u=%68ttps://evil.example/", "https://evil.example/"},
      {"https://r.example/?u=%2568ttps%253a//evil.example/", "https://evil.example/"},
      {"https://r.example/?u=//evil.example/x", "evil.example/x"},
      {"https://r.example/?u=%2F%2Fevil.example%2Fx", "evil.example/x"},
      {"https://r.example/?u=evil.example", "evil.example"},
      {"https://r.example/?u=evil%2Eexample%2Fx", "evil.example/x"},
      {"https://r.example/#a=1&u=evil.example:8080/x", "evil.example:8080/x"},
      {"https://r.example/?u=//192.0.2.1", "192.0.2.1"},
      {"https://r.example/http://evil.example", "http://evil.example"},
      {"r.example/?http=1&httpsx", ""},
      {"https://r.example/?u=/evil.example", ""},
      {"https://r.example/?u=a@b.example", ""},
      {"https://r.example/?v=1.2.3", ""},
  };
  for (const auto& row : rows) {
    Links links = {std::string(row.text)};
    if (!row.carried.empty()) links.emplace_back(row.carried);
    EXPECT_EQ(links_in_text(row.text), links) << row.text;
  }
  EXPECT_EQ(
      links_in_text("https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fu%3Dhttps%253A%252F%252Fevil.example"),
      (Links{"https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fu%3Dhttps%253A%252F%252Fevil.example",
             "https://b.example/?u=https%3A%2F%2Fevil.example", "https://evil.example"}));
  EXPECT_EQ(links_in_text("https://r.example/?u=http%3A%2F%2Fevil.example%20and%20more").back(),
            "http://evil.example");
  std::string nested = "https://r.example/";
  for (int i = 0; i < 300; ++i) nested += "http://h.example/";
  const auto last = links_in_text(nested + "http://evil.example/").back();
  EXPECT_EQ(last, "http://evil.example/") << "the last of many is not lost";
}

TEST(LinksInText, addresses_of_mail) {
  struct Row {
    std::string_view text;
    Links links;
  };
  const Row rows[] = {
      {"someone@mail.example", {"mailto:someone@mail.example"}},
      {"mailto:Some.One+x@mail.example?subject=a", {"mailto:Some.One+x@mail.example"}},
      {"Evil <sender@evil.example>, you", {"mailto:sender@evil.example"}},
      {"to=a@b.example.", {"mailto:a@b.example"}},
      {"写信给a@b.example谢谢", {"mailto:a@b.example谢谢", "mailto:a@b.example"}},
      {"me@home, @someone.example, a@", {}},
      {"https://user@evil.example", {"https://user@evil.example"}},
  };
  for (const auto& row : rows) EXPECT_EQ(links_in_text(row.text), row.links) << row.text;
  EXPECT_EQ(address_of_mail("MAILTO:a@b.example?subject=x"), "a@b.example");
  EXPECT_EQ(address_of_mail("https://a.example"), "");
}

TEST(LinksInText, what_is_too_long_is_given_by_its_beginning) {
  const auto links = links_in_text("https://evil.example/" + std::string(1 << 20, 'x'));
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0].size(), longest_link);
}

TEST(LinksInText, hostile_texts_take_time_as_they_are_long) {
  const std::string parts[] = {
      "://",     "a.",     "http",          "a@",     "http://",     "(",     "https%3a%2f%2f",
      "\xe4",    "。",     "a.bc/",         "a.bc,",  "&amp;",       "%2525", "a\u200B",
      "u=a.bc&", "a@b.cd", "&amp;amp;amp;", "a.bc。", "http://a%25&"};
  for (const auto& part : parts) {
    std::string text;
    while (text.size() < 300'000) text += part;
    const auto begin = std::chrono::steady_clock::now();
    links_in_text(text);
    links_in_text("https://x.example/?" + text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << part;
  }
}

}  // namespace
}  // namespace waarborg
