#include <algorithm>

#include "indicators/index.h"

namespace waarborg {

bool Matcher::match(Bytes segment, std::vector<Hit>& out) {
  std::fill(known_.begin(), known_.end(), std::uint8_t{0});
  SegmentReader reader(segment);
  const bool conditions = index_.has_conditions();
  for (std::uint32_t number = 0; reader.next(record_); ++number) {
    const auto begin = out.size();
    for (const auto& field : record_.fields) {
      if (field.text.empty() || !is_matchable(field.type) || !index_.wants(field.type)) continue;
      const std::vector<std::uint32_t>* met = &found_;
      if (field.text_id == UINT32_MAX) {
        found_.clear();
        index_.find(field.type, field.text, found_);
      } else {
        if (field.text_id >= memo_.size()) {
          memo_.resize(field.text_id + 1u);
          known_.resize(field.text_id + 1u, 0);
        }
        // The same text may stand in fields of two types: the memo holds the answer for the one asked last.
        auto& memo = memo_[field.text_id];
        if (known_[field.text_id] != static_cast<std::uint8_t>(field.type)) {
          memo.clear();
          index_.find(field.type, field.text, memo);
          known_[field.text_id] = static_cast<std::uint8_t>(field.type);
        }
        met = &memo;
      }
      for (const auto indicator : *met) out.push_back({number, indicator, field.number});
    }
    if (conditions && out.size() != begin) index_.keep_met(out, begin);
  }
  return reader.ok();
}

}  // namespace waarborg
