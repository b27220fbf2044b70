// Lines of a card of a contact (vCard, RFC 6350 and 2426) as apps send them: "item1.TEL;waid=31612345678:+31
// 6". A line that begins with a blank goes on from the one before. Values are given as they stand, but
// without the '\' before ',', ';' and '\'; what is no line of a card is left out.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace waarborg {

struct CardLine {
  std::string name;                         // TEL, EMAIL, FN: in capitals, without the group before it
  std::string_view parameters, value = {};  // parameters: "type=CELL;waid=31612345678"
  // Of the parameters: that of this name, in any case; "" where there is none.
  std::string_view parameter(std::string_view called) const;
};

// From every BEGIN:VCARD to its END:VCARD, or to the end of the text; these two are given, too.
void each_card_line(std::string_view text, const std::function<void(const CardLine&)>& visit);

}  // namespace waarborg
