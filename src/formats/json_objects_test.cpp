#include "formats/json_objects.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace waarborg {
namespace {

struct Row {
  std::string_view name, text;
  std::vector<std::string> objects;
  bool cut;
  std::size_t stray;
};

TEST(JsonObjects, whatever_is_around_them_the_objects_are_found) {
  const std::vector<Row> rows = {
      {"nothing", "", {}, false, 0},
      {"array", "[{\"a\":1},\n {\"b\":{}}]\n", {"{\"a\":1}", "{\"b\":{}}"}, false, 0},
      {"lines", "{\"a\":1}\r\n{\"b\":2}\n", {"{\"a\":1}", "{\"b\":2}"}, false, 0},
      {"mark of UTF-8", "\xEF\xBB\xBF[{}]", {"{}"}, false, 0},
      {"braces in texts", R"([{"a":"}{]\"}"}])", {R"({"a":"}{]\"}"})"}, false, 0},
      {"array cut behind an object", "[{\"a\":1},", {"{\"a\":1}"}, true, 0},
      {"cut in an object", "[{\"a\":1},{\"b\"", {"{\"a\":1}"}, true, 0},
      {"cut in an escape", "{\"a\\", {}, true, 0},
      {"cut in a text", "{\"a}", {}, true, 0},
      {"what stands between", "[{}x{}]]", {"{}", "{}"}, false, 2},
      {"no JSON", "hello", {}, false, 5},
  };
  for (const auto& row : rows) {
    JsonObjects in(row.text);
    std::vector<std::string> got;
    for (std::string_view object; in.next(object);) {
      EXPECT_EQ(row.text.substr(in.at(), object.size()), object) << row.name;
      got.emplace_back(object);
    }
    EXPECT_EQ(got, row.objects) << row.name;
    EXPECT_EQ(in.cut(), row.cut) << row.name;
    EXPECT_EQ(in.stray(), row.stray) << row.name;
  }
}

TEST(JsonObjects, a_million_braces_need_no_stack) {
  const std::string deep(1'000'000, '{');
  JsonObjects in(deep);
  std::string_view object;
  EXPECT_FALSE(in.next(object));
  EXPECT_TRUE(in.cut());
}

}  // namespace
}  // namespace waarborg
