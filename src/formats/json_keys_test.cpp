#include "formats/json_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace waarborg {
namespace {

std::string doubled(std::string_view text) {
  const auto document = JsonDocument::parse(text);
  return document ? std::string(doubled_key(document->root())) : "not read";
}

TEST(JsonKeys, that_stand_twice_are_found_at_any_depth) {
  EXPECT_EQ(doubled(R"({"a":1,"b":2,"a":1})"), "a");
  EXPECT_EQ(doubled(R"({"a":1,"\u0061":2})"), "a");
  EXPECT_EQ(doubled(R"([{"x":1},[{"y":{"k":1,"k":2}}]])"), "k");
  EXPECT_EQ(doubled(R"({"":1,"":2})"), "\"\"");
}

TEST(JsonKeys, of_several_objects_are_no_doubles) {
  for (const auto* text :
       {"{}", "[]", "7", R"({"a":1,"A":2})", R"([{"a":1},{"a":1}])", R"({"a":{"a":1},"b":{"a":1}})"})
    EXPECT_EQ(doubled(text), "") << text;
}

}  // namespace
}  // namespace waarborg
