#include "indicators/feed.h"

#include <fmt/core.h>

#include "indicators/feed_value.h"
#include "indicators/well_known.h"

namespace waarborg {
namespace {

void weigh_down(FeedContent& content) {
  FeedWarnings warnings(content.warnings);
  for (auto& indicator : content.indicators) {
    const auto why = met_every_day(indicator);
    if (why.empty() || indicator.weight == Weight::lead) continue;
    indicator.weight = Weight::lead;
    warnings.add(0, indicator.id, fmt::format("{} is a lead only: {}", indicator.value, why));
  }
  warnings.finish();
}

}  // namespace

Result<FeedContent> read_feed(Bytes content, const std::string& file) {
  for (const auto& feed : all_feeds())
    if (feed.recognise(file, content)) {
      auto out = feed.read(content, file);
      if (!out) return out;
      out->format = feed.name;
      weigh_down(*out);
      return out;
    }
  if (content.empty()) return fail(Fault::truncated, "the file of indicators is empty");
  return fail(Fault::unsupported, "not a format of indicators that is known");
}

}  // namespace waarborg
