#include "base/json.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(Json, every_question_may_be_asked_of_every_value) {
  const auto document =
      JsonDocument::parse(R"({"t":"x","n":-7,"r":1.5,"f":true,"z":null,"a":[1,"2"],"o":{"k":"v"}})");
  ASSERT_TRUE(document);
  const auto root = document->root();
  EXPECT_EQ(root["t"].text(), "x");
  EXPECT_EQ(root["n"].number(), -7);
  EXPECT_EQ(root["r"].real(), 1.5);
  EXPECT_TRUE(root["f"].flag());
  EXPECT_TRUE(root["z"].is(Json::Kind::null));
  EXPECT_EQ(root["a"].items().size(), 2u);
  EXPECT_EQ(root["a"].items()[1].text(), "2");
  EXPECT_EQ(root["o"]["k"].text(), "v");
  ASSERT_EQ(root["o"].members().size(), 1u);
  EXPECT_EQ(root["o"].members()[0].first, "k");
  // What is not there, or is something else, is nothing.
  for (const auto& nothing : {root["missing"], root["t"]["x"], root["missing"]["deep"]["er"], Json()}) {
    EXPECT_TRUE(nothing.is(Json::Kind::null));
    EXPECT_EQ(nothing.text(), "");
    EXPECT_EQ(nothing.number(3), 3);
    EXPECT_EQ(nothing.real(), 0);
    EXPECT_FALSE(nothing.flag());
    EXPECT_TRUE(nothing.items().empty());
    EXPECT_TRUE(nothing.members().empty());
  }
  EXPECT_EQ(root["r"].number(9), 9);
  EXPECT_EQ(root["n"].text(), "");
}

TEST(Json, numbers_beyond_64_bits_are_not_cut) {
  const auto document =
      JsonDocument::parse("[9223372036854775807, 9223372036854775808, -9223372036854775808]");
  ASSERT_TRUE(document);
  const auto items = document->root().items();
  EXPECT_EQ(items[0].number(), INT64_MAX);
  EXPECT_EQ(items[1].number(-1), -1);
  EXPECT_EQ(items[2].number(), INT64_MIN);
}

TEST(Json, the_first_of_two_equal_keys_counts) {
  const auto document = JsonDocument::parse(R"({"a":"1","a":"2"})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()["a"].text(), "1");
}

TEST(Json, refused_with_its_fault) {
  struct Row {
    std::string text;
    Fault fault;
  };
  const Row rows[] = {
      {"", Fault::truncated},          {"  \n", Fault::truncated},
      {"\"abc", Fault::truncated},     {"[1,]", Fault::malformed},
      {"{\"a\" 1}", Fault::malformed}, {"[1", Fault::malformed},
      {"\"\xFF\"", Fault::malformed},  {"[1] [2]", Fault::malformed},
      {nested(5000), Fault::too_big},  {nested(200'000), Fault::too_big},
  };
  for (const auto& row : rows) {
    const auto got = JsonDocument::parse(row.text);
    ASSERT_FALSE(got) << row.text.substr(0, 20);
    EXPECT_EQ(got.error().fault, row.fault) << row.text.substr(0, 20) << ": " << got.error().what;
  }
  EXPECT_TRUE(JsonDocument::parse(nested(100)));
  EXPECT_TRUE(JsonDocument::parse("\xEF\xBB\xBF{}"));  // a byte order mark
}

TEST(Json, a_document_can_move_while_a_value_borrows) {
  auto document = JsonDocument::parse(R"(["kept"])");
  ASSERT_TRUE(document);
  const auto item = document->root().items()[0];
  const JsonDocument moved = std::move(*document);
  EXPECT_EQ(item.text(), "kept");
}

TEST(JsonWriter, commas_and_escapes) {
  JsonWriter out;
  out.begin_object().member("a", "q\"\\\n\t\x01\x7F").member("b", std::int64_t{-1}).member("c", true);
  out.key("d").begin_array().value("x").null().raw("{}").begin_array().end_array().end_array().end_object();
  EXPECT_EQ(out.text(),
            "{\"a\":\"q\\\"\\\\\\n\\t\\u0001\\u007f\",\"b\":-1,\"c\":true,\"d\":[\"x\",null,{},[]]}");
}

TEST(JsonWriter, indented) {
  JsonWriter out(2);
  out.begin_object()
      .key("a")
      .begin_array()
      .value("x")
      .value("y")
      .end_array()
      .key("b")
      .begin_object()
      .end_object();
  out.end_object();
  EXPECT_EQ(out.text(), "{\n  \"a\": [\n    \"x\",\n    \"y\"\n  ],\n  \"b\": {}\n}");
}

TEST(JsonWriter, whatever_bytes_come_what_is_written_can_be_read) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  JsonWriter out;
  out.begin_object().member(all, all).end_object();
  const auto back = JsonDocument::parse(out.text());
  ASSERT_TRUE(back) << back.error().what;
  const auto members = back->root().members();
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(members[0].first.substr(0, 128), all.substr(0, 128));
  EXPECT_EQ(members[0].second.text(), members[0].first);
}

}  // namespace
}  // namespace waarborg
