#include "engine/feed_record.h"

#include <fmt/core.h>

#include "base/json.h"
#include "base/time.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

constexpr std::uint64_t record_limit = 64u << 10;
constexpr auto clocks_differ = std::chrono::hours(26);  // a record of another machine, in another zone

}  // namespace

std::string record_name(const std::string& file) {
  return file + ".fetched";
}

std::string record_text(const FeedRecord& record) {
  JsonWriter json(2);
  json.begin_object()
      .member("feed", record.feed)
      .member("name", record.name)
      .member("publisher", record.publisher);
  json.member("licence", record.licence).member("format", record.format).member("sha256", record.sha256);
  for (const auto& [key, value] : {std::pair{"url", &record.url}, std::pair{"fetched", &record.fetched}}) {
    json.key(key);
    if (value->empty())
      json.null();
    else
      json.value(*value);
  }
  return json.end_object().take() + "\n";
}

Result<std::optional<FeedRecord>> record_beside(const std::string& file, std::string_view sha256) {
  const auto name = record_name(file);
  const auto text = read_file(name, record_limit);
  if (!text && text.error().fault == Fault::not_found) return std::optional<FeedRecord>();
  const auto bad = [&](std::string_view why) {
    return fail(Fault::malformed, fmt::format("{} is not used: {}; fetch the feed again", name, why));
  };
  if (!text) return bad(text.error().what);
  const auto document = JsonDocument::parse(*text, 8);
  if (!document) return bad(document.error().what);
  const auto json = document->root();
  const auto field = [&](std::string_view key) { return std::string(json[key].text()); };
  FeedRecord record{.feed = field("feed"),
                    .name = field("name"),
                    .publisher = field("publisher"),
                    .licence = field("licence"),
                    .format = field("format"),
                    .url = field("url"),
                    .fetched = field("fetched"),
                    .sha256 = field("sha256")};
  if (record.feed.empty()) return bad("it names no feed");
  if (record.sha256 != sha256) return bad("it speaks of other content than the file has");
  if (!record.fetched.empty()) {
    const auto when = parse_time(record.fetched);
    if (!when) return bad("the time in it is none");
    if (*when > Clock::now() + clocks_differ) return bad("the time in it lies in the future");
  }
  return std::optional(std::move(record));
}

}  // namespace waarborg
