#include "formats/json_object_stream.h"

namespace waarborg {

void JsonObjectStream::feed(Bytes piece, const Visit& visit) {
  std::size_t from = 0;  // of the piece, not yet kept
  const auto keep = [&](std::size_t to) {
    if (depth_ == 0 || too_long_) return;
    if (kept_.size() + (to - from) > longest_) {
      too_long_ = true;
      kept_.clear();
    } else {
      kept_.append(as_text(piece.subspan(from, to - from)));
    }
  };
  for (std::size_t i = 0; i < piece.size(); ++i, ++at_) {
    const char c = static_cast<char>(piece[i]);
    if (depth_ == 0) {
      if (c != '{') {
        between(c);
        continue;
      }
      begin_ = at_;
      from = i;
      depth_ = 1;
    } else if (in_string_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_string_ = false;
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{') {
      ++depth_;
    } else if (c == '}') {
      if (depth_ == 1) {
        keep(i + 1);
        visit(too_long_ ? std::string_view() : std::string_view(kept_), begin_);
        kept_.clear();
        too_long_ = false;
      }
      --depth_;
      from = i + 1;
    }
  }
  keep(piece.size());
}

void JsonObjectStream::between(char c) {
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return;
  if (c == '[' && !array_ && begin_ == 0 && stray_ == 0) {
    array_ = true;
  } else if (c == ']' && array_ && !closed_) {
    closed_ = true;
  } else if (c != ',' || !array_ || closed_) {
    if (stray_++ == 0) first_ = at_;
  }
}

}  // namespace waarborg
