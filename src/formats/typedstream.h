// What NSArchiver writes, the "typedstream" of NeXT and Apple: iOS keeps the attributed text of messages in
// it. Read are the texts, in the order they stand in the stream, each with the class of the object that holds
// it; they borrow the bytes. A stream that breaks off or lies gives what came before and says why. Layout: a
// value stands behind its type as Objective-C's @encode writes it; strings, classes and objects are written
// once and numbered, later ones refer to the number.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

struct TypedText {
  std::string_view text;   // UTF-8 as Foundation writes it; not checked
  std::string_view owner;  // the class of the object it is a value of: NSString, NSMutableString, ...
  std::string_view
      outer;  // the class of the object around that: NSAttributedString, NSURL, NSDictionary, ...
};

struct TypedStream {
  std::vector<TypedText> texts;
  std::optional<Error> problem;

  static bool recognise(Bytes head);
  static TypedStream read(Bytes stream);
  // The text of an attributed string, which is its first; "" when there is none.
  std::string_view main_text() const { return texts.empty() ? std::string_view() : texts.front().text; }
};

}  // namespace waarborg
