#include "base/yaml.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Yaml, becomes_json_whose_scalars_are_strings) {
  struct Row {
    std::string_view yaml, json;
  };
  const Row rows[] = {
      {"a: 1\nb: [x, 2.0, yes]\nc:\n  d: 'q: r'\n", R"({"a":"1","b":["x","2.0","yes"],"c":{"d":"q: r"}})"},
      {"- 2018-05-14\n- 010\n- \"\"\n- ~\n-\n", R"(["2018-05-14","010","","",""])"},
      {"t: |\n  one\n  two\n", R"({"t":"one\ntwo\n"})"},
      {"# a comment\nno: no\n", R"({"no":"no"})"},
      {"<<: x\n", R"({"<<":"x"})"},  // no merging
      {"just text", R"("just text")"},
      {"\xEF\xBB\xBF'it''s': \"\\\"q\\\"\"\r\né: 'ü'\n", R"({"it's":"\"q\"","é":"ü"})"},
  };
  for (const auto& row : rows) {
    const auto got = yaml_to_json(row.yaml);
    ASSERT_TRUE(got) << row.yaml << got.error().what;
    EXPECT_EQ(got->json, row.json);
  }
}

TEST(Yaml, knows_the_line_of_every_value) {
  const auto got =
      yaml_to_json("products:\n  - id: kes\n    names:\n      - a\n      - b\n  - id: x/y\nq/~: z\n");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->lines.at("/products/0/id"), 2u);
  EXPECT_EQ(got->lines.at("/products/0/names/1"), 5u);
  EXPECT_EQ(got->lines.at("/products/1/id"), 6u);
  EXPECT_EQ(got->lines.at("/q~1~0"), 7u);
}

TEST(Yaml, refused_with_its_line) {
  struct Row {
    std::string yaml;
    std::string_view why;
    std::uint64_t line;
  };
  std::string deep;
  for (std::size_t i = 0; i < 70; ++i) deep += std::string(i, ' ') + "a:\n";
  const Row rows[] = {
      {"a: 1\nb: 2\na: 3\n", "twice", 3},
      {"x:\n  a: 1\n  'a': 2\n", "twice", 3},
      {"a: &anchor 1\n", "anchors", 1},
      {"a: 1\nb: *a\n", "", 2},
      {"a: !!int 1\n", "tag", 1},
      {"a: !local 1\n", "tag", 1},
      {"a: 1\nb: ! \"1\"\n", "tag", 2},
      {"a: ! 1\n", "tag", 1},
      {"a: ! null\n", "tag", 1},
      {"a: !\nb: 1\n", "tag", 1},
      {"a:\n  - ! [x]\n", "tag", 2},
      {"a: ! {b: c}\n", "tag", 1},
      {"! \"a\": 1\n", "tag", 1},
      {"a: !<tag:x> 1\n", "tag", 1},
      {"%YAML 1.2\n---\na: 1\n", "directives", 1},
      {"# first\r%TAG ! tag:x,2000:\r\n---\na: 1\n", "directives", 2},
      {"\xEF\xBB\xBF%UNKNOWN\n---\na: 1\n", "directives", 1},
      {"a: 1\n...\n%YAML 1.1\n---\nb: 1\n", "directives", 3},
      {"a: 1\n---\nb: 2\n", "second document", 2},
      {"? [a, b]\n: c\n", "plain text", 1},
      {"? {a: b}\n: c\n", "plain text", 1},
      {std::string(100, '[') + std::string(100, ']'), "deeper", 1},
      {std::string(100'000, '['), "", 1},
      {deep, "deeper", 65},
      {"a: [1, 2\nb: 3\n", "", 2},
      {"a: \"no end\n", "without an end", 1},
      {"\tb: 1\n", "", 1},
      {"a: b\nc: b\xFF\n", "UTF-8", 2},
      {"a: 1\nb: 'it''s", "", 2},
      {"a: \"\\\"\n", "without an end", 1},
      {std::string("a: 1\nb: \0\n", 10), "UTF-8", 2},
  };
  for (const auto& row : rows) {
    const auto got = yaml_to_json(row.yaml);
    ASSERT_FALSE(got) << row.yaml.substr(0, 40) << got->json.substr(0, 80);
    EXPECT_NE(got.error().what.find(row.why), std::string::npos)
        << row.yaml.substr(0, 40) << got.error().what;
    EXPECT_EQ(got.error().offset, row.line) << row.yaml.substr(0, 40) << got.error().what;
  }
}

TEST(Yaml, nothing_is_no_document) {
  for (const auto* text : {"", "\n\n", "# only a comment\n"}) {
    const auto got = yaml_to_json(text);
    ASSERT_FALSE(got) << text;
    EXPECT_EQ(got.error().fault, Fault::truncated);
  }
}

}  // namespace
}  // namespace waarborg
