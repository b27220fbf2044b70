// `catalogue check --indicators`: what each feed holds, what of it is not used, and what a careful reader
// would question.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engine/decisions.h"
#include "engine/feed_file.h"
#include "engine/sought.h"
#include "indicators/feed_questions.h"

namespace waarborg {
namespace {

std::string by_type(const FeedContent& content) {
  std::array<std::size_t, type_count> counts{};
  for (const auto& i : content.indicators.entries()) ++counts[static_cast<std::size_t>(i.type)];
  std::string out;
  for (std::size_t t = 0; t < counts.size(); ++t)
    if (counts[t] != 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", counts[t], name_of(static_cast<Type>(t)));
  return out;
}

}  // namespace

Result<Page> check_feeds(const std::vector<std::string>& paths) {
  Page page;
  std::vector<CheckedFeed> feeds;
  for (const auto& path : paths) {
    const auto files = feed_files(path);
    if (!files) return pass(files.error());
    for (const auto& file : *files) {
      auto feed = read_feed_file(file);
      if (feed) {
        page.good = page.good && feed->content.lost.empty();
        feeds.push_back({file, std::move(feed->content)});
        continue;
      }
      page.good = false;
      page.text += fmt::format("{}: cannot be used: {}\n", printable(file), printable(feed.error().what));
    }
  }
  const auto questions = feed_questions(feeds, Clock::now());
  for (std::size_t n = 0; n < feeds.size(); ++n) {
    const auto& content = feeds[n].content;
    page.text += fmt::format("{}: {}, {} indicator(s){}{}, {} remark(s)\n", printable(feeds[n].file),
                             content.format, content.indicators.size(),
                             content.indicators.empty() ? "" : ": ", by_type(content), questions[n].size());
    for (const auto& line : questions[n]) page.text += "  - " + printable(line) + "\n";
    page.good = page.good && !content.indicators.empty();
  }
  return page;
}

}  // namespace waarborg
