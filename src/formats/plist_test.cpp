// Lists are built byte by byte, so that every lie can be told.
#include "formats/plist.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <random>

#include "formats/plist_builder.h"

namespace waarborg {
namespace {

std::string shown(PlistValue v, unsigned depth = 0) {
  if (depth > 200) return "deep";
  std::string out;
  switch (v.kind()) {
    case PlistKind::null:
      return "null";
    case PlistKind::flag:
      return v.flag() ? "true" : "false";
    case PlistKind::integer:
      return std::to_string(v.integer());
    case PlistKind::real:
      return fmt::format("{}", v.real());
    case PlistKind::date:
      return to_text(v.date());
    case PlistKind::data:
      return fmt::format("<{}>", as_text(v.data()));
    case PlistKind::text:
      return fmt::format("\"{}\"", v.text());
    case PlistKind::uid:
      return fmt::format("#{}", v.uid());
    case PlistKind::array:
      for (std::size_t i = 0; i < v.size(); ++i) out += (i == 0 ? "" : ", ") + shown(v[i], depth + 1);
      return "[" + out + "]";
    case PlistKind::dict:
      for (std::size_t i = 0; i < v.size(); ++i)
        out += (i == 0 ? "" : ", ") + shown(v.key(i), depth + 1) + ": " + shown(v[i], depth + 1);
      return "{" + out + "}";
  }
  return out;
}

std::string read(std::string_view file, std::string* problems = nullptr) {
  const auto plist = Plist::read(as_bytes(file));
  if (!plist) return std::string(name_of(plist.error().fault)) + ": " + plist.error().what;
  if (problems != nullptr)
    for (const auto& p : plist->problems()) *problems += fmt::format("{}: {}\n", name_of(p.fault), p.what);
  return shown(plist->root());
}

TEST(Plist, binary_values) {
  using namespace std::string_literals;
  struct Row {
    std::string object, expected;
  };
  const std::vector<Row> rows = {
      {"\x00"s, "null"},
      {"\x08"s, "false"},
      {"\x09"s, "true"},
      {"\x10\xFF"s, "255"},
      {"\x11\xFF\xFF"s, "65535"},
      {"\x12\xFF\xFF\xFF\xFF"s, "4294967295"},
      {"\x13\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE"s, "-2"},
      {"\x14"s + std::string(15, '\0') + "\x07", "7"},
      {"\x14"s + std::string(16, '\xFF'), "-1"},
      {"\x14"s + std::string(8, '\0') + std::string(8, '\xFF'), "null"},  // 2^64 - 1 is no number of ours
      {"\x22\x3F\x80\x00\x00"s, "1"},
      {"\x23\xBF\xE0\x00\x00\x00\x00\x00\x00"s, "-0.5"},
      {"\x33\x00\x00\x00\x00\x00\x00\x00\x00"s, "2001-01-01T00:00:00Z"},
      {"\x33\x7F\xF0\x00\x00\x00\x00\x00\x00"s, ""},  // infinity is no time
      {"\x43"s + "abc", "<abc>"},
      {"\x53"s + "abc", "\"abc\""},
      {"\x52"s + "a\xE9", "\"a\xEF\xBF\xBD\""},  // said to be ASCII
      {"\x62\x00\x65\x20\xAC"s, "\"e\xE2\x82\xAC\""},
      {"\x62\xD8\x3D\xDE\x00"s, "\"\xF0\x9F\x98\x80\""},
      {"\x61\xD8\x3D"s, "\"\xEF\xBF\xBD\""},  // half of a pair
      {"\x80\x05"s, "#5"},
      {"\x83\x00\x00\x01\x00"s, "#256"},
      {"\x4F\x10\x02hi"s, "<hi>"},
      {"\x5F\x11\x00\x02hi"s, "\"hi\""},
      {"\x5F\x22\x00\x02hi"s, "null"},                          // a length that is no number
      {"\x5F\x13\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFhi"s, "null"},  // longer than the file
      {"\x6F\x13\x80\x00\x00\x00\x00\x00\x00\x01"s, "null"},    // twice that would be 2
      {"\xAF\x13\x40\x00\x00\x00\x00\x00\x00\x00"s, "null"},
      {"\xDF\x13\x80\x00\x00\x00\x00\x00\x00\x00"s, "null"},
      {"\x34\x00"s, "null"},
      {"\xF0"s, "null"},
  };
  for (const auto& row : rows) EXPECT_EQ(read(built({row.object})), row.expected) << row.expected;
}

TEST(Plist, containers_share_and_keep_their_order) {
  using namespace std::string_literals;
  EXPECT_EQ(read(built({"\xA2\x01\x02"s,
                        "\x51"
                        "a",
                        "\xD1\x01\x03"s, "\x10\x05"s})),
            "[\"a\", {\"a\": 5}]");
}

TEST(Plist, keys_are_looked_up) {
  using namespace std::string_literals;
  const auto file = built({"\xD2\x01\x02\x03\x04"s,
                           "\x51"
                           "a",
                           "\x51"
                           "b",
                           "\x10\x05"s, "\x10\x06"s});
  const auto plist = Plist::read(as_bytes(file));
  ASSERT_TRUE(plist);
  EXPECT_EQ(plist->root()["b"].integer(), 6);
  EXPECT_TRUE(plist->root()["c"].is(PlistKind::null));
  EXPECT_TRUE(plist->root()["a"]["deeper"][std::size_t{3}].is(PlistKind::null));
  EXPECT_EQ(plist->root()["a"].text(), "");
}

TEST(Plist, a_cycle_costs_the_reference_that_closes_it) {
  using namespace std::string_literals;
  std::string problems;
  EXPECT_EQ(read(built({"\xA2\x01\x02"s, "\xA1\x00"s, "\x09"s}), &problems), "[[null], true]");
  EXPECT_EQ(problems, "malformed: value 0 leads back into itself\n");
}

TEST(Plist, depth_is_cut) {
  std::vector<std::string> objects;
  for (char i = 1; i <= 120; ++i) objects.push_back({'\xA1', i});
  objects.push_back("\x09");
  std::string problems;
  EXPECT_NE(read(built(objects), &problems).find("true"), std::string::npos) << problems;
  const PlistLimits shallow{.depth = 50};
  const auto file = built(objects);
  const auto plist = Plist::read(as_bytes(file), shallow);
  ASSERT_TRUE(plist);
  ASSERT_EQ(plist->problems().size(), 1u);
  EXPECT_EQ(plist->problems()[0].fault, Fault::too_big);
  EXPECT_EQ(shown(plist->root()).find("true"), std::string::npos);
}

TEST(Plist, depth_of_what_is_shared_counts_from_where_it_is_met) {
  using namespace std::string_literals;
  // 0: [2, 1]; 1: [2]; 2: [3]; 3: [true]. Met first directly below the root.
  const auto file = built({"\xA2\x02\x01"s, "\xA1\x02"s, "\xA1\x03"s, "\xA1\x04"s, "\x09"s});
  const auto plist = Plist::read(as_bytes(file), {.depth = 4});
  ASSERT_TRUE(plist);
  EXPECT_EQ(shown(plist->root()), "[[[true]], [null]]");
}

TEST(Plist, bomb_of_shared_values) {
  std::vector<std::string> objects;
  for (char i = 1; i <= 60; ++i) objects.push_back({'\xA4', i, i, i, i});
  objects.push_back("\x09");
  EXPECT_EQ(read(built(objects)).substr(0, 8), "too-big:");
}

TEST(Plist, overlap) {
  // A thousand values that are all the one long array.
  const auto array = std::string("\xAF\x11\x01\x00", 4) + std::string(256, '\x01');
  std::string file = "bplist00" + array;
  const auto table = file.size();
  for (int i = 0; i < 1000; ++i) file += '\x08';
  EXPECT_EQ(read(file + trailer(1, 1, 1000, 0, table)), "too-big: holds values that overlap each other");
}

TEST(Plist, lies_of_the_trailer) {
  const std::string file = "bplist00\x09\x08";
  struct Row {
    unsigned offset, reference;
    std::uint64_t count, top, table;
  };
  for (const auto& r :
       {Row{0, 1, 1, 0, 9}, Row{9, 1, 1, 0, 9}, Row{1, 0, 1, 0, 9}, Row{1, 1, 0, 0, 9}, Row{1, 1, 1, 1, 9},
        Row{1, 1, 2, 0, 9}, Row{1, 1, ~0ull, 0, 9}, Row{8, 1, 1ull << 61, 0, 9}, Row{1, 1, 1, 0, ~0ull},
        Row{1, 1, 1, 0, 11}, Row{1, 1, 1, 0, 7}})
    EXPECT_EQ(read(file + trailer(r.offset, r.reference, r.count, r.top, r.table)).substr(0, 10),
              "truncated:");
  EXPECT_EQ(read(file + trailer(1, 1, 1, 0, 9)), "true");
  EXPECT_EQ(read("bplist00"), "truncated: is cut short");
  EXPECT_EQ(read(""), "truncated: is empty");
  EXPECT_EQ(read("{ a = 1; }").substr(0, 12), "unsupported:");
  EXPECT_EQ(read("bplist15" + std::string(40, '\0')).substr(0, 20), "unsupported-version:");
}

TEST(Plist, every_truncation_and_flip_ends) {
  using namespace std::string_literals;
  const auto whole = built({"\xD2\x01\x02\x03\x04"s,
                            "\x51"
                            "a",
                            "\x61\x20\xAC"s, "\xA2\x05\x05"s, "\x80\x01"s, "\x42hi"s});
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_FALSE(Plist::read(as_bytes(std::string_view(whole).substr(0, n)))) << n;
  std::size_t told = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto bent = whole;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << bit % 8));
    std::string problems;
    if (read(bent, &problems) != read(whole)) ++told;
  }
  EXPECT_GT(told, whole.size());
}

constexpr std::string_view xml_head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
    "\"PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n";

TEST(Plist, xml_values) {
  struct Row {
    std::string_view xml, expected;
  };
  for (const auto& row : std::vector<Row>{
           {"<true/>", "true"},
           {"<integer> -12 </integer>", "-12"},
           {"<integer>0xFf</integer>", "255"},
           {"<integer>9223372036854775808</integer>", "null"},
           {"<integer>-9223372036854775808</integer>", "-9223372036854775808"},
           {"<integer>1x</integer>", "null"},
           {"<integer></integer>", "null"},
           {"<real>1.5e3</real>", "1500"},
           {"<date>2024-02-29T01:02:03Z</date>", "2024-02-29T01:02:03Z"},
           {"<date>yesterday</date>", "null"},
           {"<data>\n\taGk=\n</data>", "<hi>"},
           {"<data>aGk</data>", "null"},
           {"<string>a &amp; b&#8364; &lt;<!-- no -->c<![CDATA[<d>]]></string>",
            "\"a & b\xE2\x82\xAC <c<d>\""},
           {"<string> </string>", "\" \""},
           {"<string>&secret;</string>", "\"&secret;\""},
           {"<string>a\xFF</string>", "\"a\xEF\xBF\xBD\""},
           {"<array><true/><array/></array>", "[true, []]"},
           {"<dict><key>a</key><string>b</string><key>c</key><dict/></dict>", "{\"a\": \"b\", \"c\": {}}"},
           {"<dict><key>CF$UID</key><integer>7</integer></dict>", "#7"},
           {"<dict><true/><key>a</key><key>b</key><true/><key>c</key></dict>", "{\"b\": true}"},
           {"<who/>", "null"},
       })
    EXPECT_EQ(read(std::string(xml_head) + std::string(row.xml) + "</plist>"), row.expected) << row.xml;
}

TEST(Plist, xml_lies) {
  std::string problems;
  EXPECT_EQ(read(std::string(xml_head) + "<array><true/><string>cut", &problems), "[true, \"cut\"]");
  EXPECT_EQ(problems.substr(0, 10), "truncated:");
  EXPECT_EQ(read("<!DOCTYPE plist [<!ENTITY a \"b\">]><plist><string>&a;</string></plist>").substr(0, 12),
            "unsupported:");
  EXPECT_EQ(read("<plist></plist>"), "malformed: is an XML property list without a value");
  std::string deep = "<plist>";
  for (int i = 0; i < 100'000; ++i) deep += "<array>";
  problems.clear();
  EXPECT_EQ(read(deep, &problems).substr(0, 5), "[[[[[");
  EXPECT_NE(problems.find("too-big: values are nested deeper than 128"), std::string::npos);
  const std::string many = "<plist><array><true/><true/></array></plist>";
  EXPECT_FALSE(Plist::read(as_bytes(many), {.objects = 2}));
  EXPECT_FALSE(Plist::read(as_bytes(many), {.xml_bytes = 20}));
}

}  // namespace
}  // namespace waarborg
