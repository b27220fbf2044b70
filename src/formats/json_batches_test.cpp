#include "formats/json_batches.h"

#include <gtest/gtest.h>

#include <random>

namespace waarborg {
namespace {

struct Got {
  std::vector<std::string> elements;  // the text of each, or of its member "v"
  std::vector<Error> problems;
  bool good = false, no_list = false;
  Error error{};
};

// `piece`: as many bytes come at once; `batch`: as many are parsed at once.
Got read(std::string_view text, std::size_t piece = 7, std::size_t batch = 16, std::size_t longest = 4096) {
  Got out;
  const auto more = [&](char* to, std::size_t size) -> Result<std::size_t> {
    const auto n = std::min({piece, size, text.size()});
    text.copy(to, n);
    text.remove_prefix(n);
    return n;
  };
  JsonBatches batches(more, "list", batch, longest);
  const auto done = batches.each(
      [&](Json element) {
        const auto of = element.is(Json::Kind::object) ? element["v"] : element;
        out.elements.emplace_back(of.is(Json::Kind::number) ? std::to_string(of.number()) : of.text());
      },
      [&](const Error& error) { out.problems.push_back(error); });
  out.good = done.has_value();
  out.no_list = batches.no_list();
  if (!done) out.error = done.error();
  EXPECT_EQ(batches.elements(), out.elements.size());
  return out;
}

using Texts = std::vector<std::string>;

TEST(JsonBatches, GivesTheElementsOfTheListWhereverItStands) {
  const std::vector<std::pair<const char*, Texts>> rows = {
      {R"([])", {}},
      {R"( [ ] )", {}},
      {R"({})", {}},
      {R"({"list":[]})", {}},
      {R"({"other":[1,2]})", {}},
      {R"([{"v":"a"},{"v":"b"}])", {"a", "b"}},
      {"\xEF\xBB\xBF[{\"v\":\"a\"}\r\n,\t{\"v\":\"b\"} ]\n", {"a", "b"}},
      {R"({"x":{"list":[9]},"s":"]}[{\"\\","n":-1.5e3,"list":[{"v":"a"},2,"c",[3],null],"y":[[]]})",
       {"a", "2", "c", "", ""}},
      {R"({"li\u0073t":[1],"list":[2]})", {"1", "2"}},
      {R"({"list":7,"list":[1]})", {"1"}},
      {R"([{"v":"}, {\"v\":"},{"v":"\\"},{"w":[{"v":1},{"v":2}],"v":"c"}])", {"}, {\"v\":", "\\", "c"}},
  };
  for (const auto& [text, expected] : rows)
    for (const std::size_t piece : {1u, 3u, 1000u})
      for (const std::size_t batch : {16u, 40u, 4096u}) {
        const auto got = read(text, piece, batch);
        EXPECT_TRUE(got.good && got.problems.empty()) << text << " " << piece << " " << batch;
        EXPECT_EQ(got.no_list, std::string_view(text).find("\"list\":7") != std::string_view::npos) << text;
        EXPECT_EQ(got.elements, expected) << text << " " << piece << " " << batch;
      }
}

// Whatever is in it, and however it comes: the same elements as of the whole document.
TEST(JsonBatches, GivesWhatTheWholeDocumentHas) {
  std::mt19937 random(5);
  const std::vector<std::string> scraps = {"a", "}, {\"v\":", "\"", "\\", "[", "],", "é", "{", "\n", "type"};
  for (int round = 0; round < 300; ++round) {
    JsonWriter json(static_cast<unsigned>(random() % 3));
    json.begin_object().member("list2", std::string("x")).key("list").begin_array();
    Texts expected;
    for (auto n = random() % 30; n-- > 0;) {
      std::string value;
      for (auto k = random() % 9; k-- > 0;) value += scraps[random() % scraps.size()];
      expected.push_back(value);
      json.begin_object();
      if (random() % 2 == 0) json.member("type", std::string("x"));
      if (random() % 2 == 0) {
        json.key("w").begin_array();
        for (int k = 0; k < 3; ++k) json.begin_object().member("v", value).end_object();
        json.end_array();
      }
      json.member("v", value).end_object();
    }
    json.end_array().member("after", std::to_string(random())).end_object();
    const auto got = read(json.text(), 1 + random() % 200, 16 + random() % 300);
    EXPECT_TRUE(got.good && got.problems.empty()) << json.text();
    EXPECT_EQ(got.elements, expected) << json.text();
  }
}

TEST(JsonBatches, ADamagedElementCostsItselfOnly) {
  const std::string text = R"([{"v":"a"},{"v":tru},{"v":"b"},{"v":")"
                           "\xFF"
                           R"("},{"v":"c"},{"v" "d"},{"v":"e"}])";
  for (const std::size_t batch : {16u, 4096u}) {
    const auto got = read(text, 5, batch);
    EXPECT_EQ(got.elements, (Texts{"a", "b", "c", "e"}));
    ASSERT_EQ(got.problems.size(), 3u);
    EXPECT_EQ(got.problems[0].offset, text.find("{\"v\":tru"));
    EXPECT_EQ(got.problems[1].offset, text.find("{\"v\":\"\xFF"));
    EXPECT_EQ(got.problems[1].what, "JSON is not UTF-8; this element is not read");
    EXPECT_EQ(got.problems[2].offset, text.find("{\"v\" "));
  }
}

TEST(JsonBatches, ACutCostsWhatIsBehindItAndIsTold) {
  const std::string whole =
      R"({"type":"x","list":[{"v":"a"},{"v":"b","w":[{"v":1}]},{"v":"c"}],"y":{"z":1}})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto got = read(whole.substr(0, size));
    const auto has = [&](std::string_view element) { return size >= whole.find(element) + element.size(); };
    const std::size_t expected = has(R"({"v":"c"})")                 ? 3
                                 : has(R"({"v":"b","w":[{"v":1}]})") ? 2
                                 : has(R"({"v":"a"})")               ? 1
                                                                     : 0;
    EXPECT_EQ(got.elements.size(), expected) << size;
    EXPECT_EQ(got.good, expected != 0) << size;
    EXPECT_EQ(got.problems.size(), expected != 0 ? 1u : 0u) << size;
    EXPECT_TRUE(got.good || got.error.fault == Fault::truncated) << size;
  }
}

TEST(JsonBatches, WhatStandsBehindTheEndIsTold) {
  for (const char* text :
       {R"([{"v":"a"}] [{"v":"b"}])", R"({"list":[{"v":"a"}]}{"list":[{"v":"b"}]})", R"([{"v":"a"}]x)"}) {
    const auto got = read(text);
    EXPECT_EQ(got.elements, Texts{"a"});
    EXPECT_EQ(got.problems.size(), 1u) << text;
  }
  EXPECT_FALSE(read("x").good);
  EXPECT_FALSE(read("").good);
  EXPECT_FALSE(read("[}").good);
  EXPECT_FALSE(read("{]").good);
  EXPECT_FALSE(read("{\"list\":[1]").problems.empty());
}

TEST(JsonBatches, AnElementThatIsTooLongCostsItselfOnly) {
  const auto text = "[{\"v\":\"a\"},{\"v\":\"" + std::string(9000, 'x') + "\\\"\"},{\"v\":\"b\"}]";
  const auto got = read(text, 100, 64, 4096);
  EXPECT_EQ(got.elements, (Texts{"a", "b"}));
  ASSERT_EQ(got.problems.size(), 1u);
  EXPECT_EQ(got.problems[0].fault, Fault::too_big);
  EXPECT_EQ(got.problems[0].offset, 11u);
  EXPECT_EQ(read(text, 100, 64, 20000).elements.size(), 3u);
}

TEST(JsonBatches, DeepNestingCostsNoStackAndOneElement) {
  const std::size_t deep = 200000;
  const auto text = "[{\"v\":\"a\"}," + std::string(deep, '[') + std::string(deep, ']') + ",{\"v\":\"b\"}]";
  const auto got = read(text, 4096, 512, 1 << 20);
  EXPECT_EQ(got.elements, (Texts{"a", "b"}));
  ASSERT_EQ(got.problems.size(), 1u);
  EXPECT_EQ(got.problems[0].what, "JSON nested deeper than 128; this element is not read");
  EXPECT_FALSE(read(std::string(deep, '{'), 4096, 512, 1 << 20).good);
  EXPECT_FALSE(read("{\"x\":" + std::string(deep, '['), 4096, 512, 1 << 20).good);
}

TEST(JsonBatches, AFileThatCannotBeReadOnIsToldWhere) {
  int calls = 0;
  std::vector<Error> problems;
  const auto more = [&](char* to, std::size_t) -> Result<std::size_t> {
    if (++calls > 1) return fail(Fault::io, "the disk is gone");
    return std::string_view("[{\"v\":\"a\"},{").copy(to, 12);
  };
  JsonBatches batches(more, "list");
  std::size_t elements = 0;
  const auto done =
      batches.each([&](Json) { ++elements; }, [&](const Error& error) { problems.push_back(error); });
  EXPECT_TRUE(done);
  EXPECT_EQ(elements, 1u);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].what, "the disk is gone");
  EXPECT_EQ(problems[0].offset, 12u);
}

}  // namespace
}  // namespace waarborg
