#include "formats/vcard.h"

#include <gtest/gtest.h>

#include <vector>

namespace waarborg {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  each_card_line(text, [&](const CardLine& line) {
    out.push_back(line.name + '|' + std::string(line.parameters) + '|' + std::string(line.value));
  });
  return out;
}

TEST(Vcard, lines_are_told_with_their_parameters) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(
      lines_of("BEGIN:VCARD\r\nFN:A\\, B\r\nitem1.tel;waid=31612345678:+31 6 12\r\n 345678\r\nEND:VCARD\r\n"),
      (Lines{"BEGIN||VCARD", "FN||A, B", "TEL|waid=31612345678|+31 6 12345678", "END||VCARD"}));
  EXPECT_EQ(lines_of("begin:vcard\nURL:https://evil.example/a\nTEL;X=\"a:b\":12"),
            (Lines{"BEGIN||vcard", "URL||https://evil.example/a", "TEL|X=\"a:b\"|12"}));
}

TEST(Vcard, what_is_no_card_is_left_out) {
  EXPECT_TRUE(lines_of("").empty());
  EXPECT_TRUE(lines_of("TEL:123\nhello\n:").empty());
  EXPECT_EQ(lines_of("BEGIN:VCARD\nno line\nTEL;x=\"y:1\nEND:VCARD\nTEL:2").size(), 3u);
}

TEST(Vcard, a_parameter_has_no_case) {
  each_card_line("BEGIN:VCARD\nTEL;type=CELL;WAID=316:1", [](const CardLine& line) {
    if (line.name != "TEL") return;
    EXPECT_EQ(line.parameter("waid"), "316");
    EXPECT_EQ(line.parameter("wai"), "");
  });
}

}  // namespace
}  // namespace waarborg
