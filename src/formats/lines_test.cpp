#include "formats/lines.h"

#include <gtest/gtest.h>

#include <vector>

namespace waarborg {
namespace {

struct Got {
  std::string text;
  std::uint64_t offset;
  bool whole, too_long;
  bool operator==(const Got&) const = default;
};

std::vector<Got> cut(std::string_view text, std::size_t piece, std::size_t longest) {
  std::vector<Got> out;
  const auto keep = [&](const Line& line) {
    out.push_back({std::string(line.text), line.offset, line.whole, line.too_long});
  };
  Lines lines(longest);
  for (std::size_t i = 0; i < text.size(); i += piece) lines.feed(as_bytes(text.substr(i, piece)), keep);
  lines.finish(keep);
  EXPECT_EQ(lines.size(), text.size());
  return out;
}

TEST(Lines, are_the_same_whatever_the_pieces) {
  const std::string text = "one\r\n\ntwo\nthis is too long\nsix..\n\r\nseven.!\nlast";
  const std::vector<Got> want = {{"one", 0, true, false},      {"", 5, true, false},
                                 {"two", 6, true, false},      {"", 10, true, true},
                                 {"six..", 27, true, false},   {"", 33, true, false},
                                 {"seven.!", 35, true, false}, {"last", 43, false, false}};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) EXPECT_EQ(cut(text, piece, 7), want) << piece;
}

TEST(Lines, a_line_without_end_is_never_held_beyond_the_limit) {
  const std::string endless(1 << 20, 'x');
  for (const std::size_t piece : {1u, 4096u, 1u << 20}) {
    const auto got = cut(endless, piece, 64);
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0], (Got{"", 0, true, true}));
    EXPECT_EQ(got[1], (Got{"", 0, false, false})) << "it was the last, and has no end";
  }
}

TEST(Lines, nothing_gives_nothing) {
  EXPECT_TRUE(cut("", 1, 8).empty());
  EXPECT_EQ(cut("\n", 1, 8), (std::vector<Got>{{"", 0, true, false}}));
}

}  // namespace
}  // namespace waarborg
