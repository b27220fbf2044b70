#include "formats/lines.h"

namespace waarborg {

void Lines::feed(Bytes piece, const Visit& visit) {
  auto rest = as_text(piece);
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const bool ends = end != std::string_view::npos;
    const auto part = rest.substr(0, end);
    rest.remove_prefix(ends ? end + 1 : rest.size());
    at_ += part.size() + (ends ? 1 : 0);
    if (!skips_ && part.size() > longest_ - kept_.size()) {
      visit({.offset = begin_, .too_long = true});
      skips_ = true;
      kept_.clear();
    }
    if (!ends) {
      if (!skips_) kept_ += part;
      return;
    }
    if (!skips_) give(kept_.empty() ? part : std::string_view(kept_ += part), true, visit);
    skips_ = false;
    kept_.clear();
    begin_ = at_;
  }
}

void Lines::finish(const Visit& visit) {
  if (at_ > begin_) give(kept_, false, visit);
  kept_.clear();
  begin_ = at_;
}

void Lines::give(std::string_view text, bool whole, const Visit& visit) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  visit({.text = text, .offset = begin_, .whole = whole});
}

}  // namespace waarborg
