#include "formats/json_objects.h"

namespace waarborg {

JsonObjects::JsonObjects(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

bool JsonObjects::next(std::string_view& object) {
  for (; at_ < text_.size() && text_[at_] != '{'; ++at_) {
    const char c = text_[at_];
    if (c == '[' && !array_) {
      array_ = true;
    } else if (c == ']' && array_) {
      array_ = false;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',') {
      if (stray_++ == 0) first_ = at_;
    }
  }
  begin_ = at_;
  if (at_ == text_.size()) {
    cut_ = cut_ || array_;
    return false;
  }
  std::size_t depth = 0;
  bool quoted = false;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (quoted) {
      if (c == '\\')
        ++at_;
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) {
      object = text_.substr(begin_, ++at_ - begin_);
      return true;
    }
  }
  at_ = text_.size();  // an escape may have gone one further
  cut_ = true;
  return false;
}

}  // namespace waarborg
