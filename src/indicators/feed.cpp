#include "indicators/feed.h"

namespace waarborg {

Result<FeedContent> read_feed(Bytes content, const std::string& file) {
  for (const auto& feed : all_feeds())
    if (feed.recognise(file, content)) return feed.read(content, file);
  if (content.empty()) return fail(Fault::truncated, "the file of indicators is empty");
  return fail(Fault::unsupported, "not a format of indicators that is known");
}

}  // namespace waarborg
