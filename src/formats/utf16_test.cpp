#include "formats/utf16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace waarborg {
namespace {

// "a\n", U+1F600, a low half alone, "b", a high half alone at the end.
const std::vector<std::uint8_t> little = {'a',  0,    '\n', 0,   0x3D, 0xD8, 0x00,
                                          0xDE, 0x01, 0xDC, 'b', 0,    0x3D, 0xD8};

std::string in_pieces(Utf16ToUtf8& wide, Bytes bytes, std::size_t piece) {
  std::string all, line;
  while (!bytes.empty()) {
    auto part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    while (!part.empty()) {
      part = part.subspan(wide.line(part, 4, line));
      all += line;
      line.clear();
    }
  }
  wide.finish(all);
  return all;
}

TEST(Utf16ToUtf8, IsTheSameInPiecesOfAnySize) {
  for (std::size_t piece = 1; piece <= little.size(); ++piece) {
    Utf16ToUtf8 wide(false);
    EXPECT_EQ(in_pieces(wide, little, piece),
              "a\n\xF0\x9F\x98\x80\xEF\xBF\xBD"
              "b\xEF\xBF\xBD")
        << piece;
    EXPECT_EQ(wide.size(), little.size());
    EXPECT_EQ(wide.halves(), 2u);
    EXPECT_EQ(wide.first_half(), 8u);
    EXPECT_FALSE(wide.odd());
  }
}

TEST(Utf16ToUtf8, ReadsBothOrdersAndKnowsAnOddEnd) {
  auto bytes = little;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
  bytes.push_back('x');
  Utf16ToUtf8 wide(true);
  EXPECT_EQ(in_pieces(wide, bytes, 3),
            "a\n\xF0\x9F\x98\x80\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_TRUE(wide.odd());
  EXPECT_EQ(wide.halves(), 2u);
}

TEST(Utf16ToUtf8, EndsALineAtItsFeed) {
  Utf16ToUtf8 wide(false);
  std::string line;
  EXPECT_EQ(wide.line(little, 100, line), 4u);
  EXPECT_EQ(line, "a\n");
}

}  // namespace
}  // namespace waarborg
