// JsonObjects cuts a text into its outermost JSON objects: the elements of one array, one object a line, or
// one over many lines, so that what is damaged or cut short costs one object and not the whole file. It
// borrows the text and checks no JSON but quotes and braces; JsonDocument does the rest, object by object.
// Nesting costs no stack.
#pragma once
#include <cstdint>
#include <string_view>

namespace waarborg {

class JsonObjects {
 public:
  explicit JsonObjects(std::string_view text);
  bool next(std::string_view& object);          // with its braces
  std::size_t at() const { return begin_; }     // where the object begins
  bool cut() const { return cut_; }             // at the end: something was begun and not ended
  std::size_t stray() const { return stray_; }  // bytes between the objects that have no place there
  std::size_t first_stray() const { return first_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0, begin_ = 0, stray_ = 0, first_ = 0;
  bool cut_ = false, array_ = false;
};

}  // namespace waarborg
