#include "indicators/feed_questions.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "indicators/index.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

bool has_blank(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

std::string shown(std::string_view text) {
  return printable(shorten(text, 80));
}

// The value as the matcher compares it, so that two spellings are one.
std::string key_of(const Indicator& i) {
  std::string folded;
  UrlKey url;
  if (i.test == Test::regex || i.test == Test::glob || i.test == Test::words)
    folded = i.value;
  else if (i.type == Type::domain)
    fold_domain(i.value, folded);
  else if (i.type == Type::url)
    folded = fold_url(i.value, url) ? url.text : i.value;
  else if (!fold(i.type, i.value, folded))
    folded = lower(i.value);
  std::string out{static_cast<char>(i.type), static_cast<char>(i.test)};
  out += folded;
  for (const auto& c : i.also) out += fmt::format("\x1F{}{}{}", name_of(c.type), name_of(c.test), c.value);
  return out;
}

// Lines of one sort: the first are kept, the rest counted.
class Lines {
 public:
  void add(std::string line) {
    if (lines_.size() < most_questions)
      lines_.push_back(std::move(line));
    else
      ++more_;
  }
  void into(std::vector<std::string>& out) {
    std::move(lines_.begin(), lines_.end(), std::back_inserter(out));
    if (more_ != 0) out.push_back(fmt::format("{} more like these", more_));
  }

 private:
  std::vector<std::string> lines_;
  std::uint64_t more_ = 0;
};

struct First {
  std::uint32_t feed, number;
};

class Doubles {
 public:
  explicit Doubles(const std::vector<CheckedFeed>& feeds) : feeds_(feeds) {
    std::size_t all = 0;
    for (const auto& feed : feeds) all += feed.content.indicators.size();
    first_.reserve(all);
  }

  // Doubles within the feed one by one; those that another feed had before by campaign.
  void ask(std::uint32_t feed, std::vector<std::string>& out) {
    Lines within;
    std::map<std::pair<std::uint32_t, std::string>, std::pair<std::uint64_t, std::string>> others;
    const auto& all = feeds_[feed].content.indicators;
    for (std::uint32_t n = 0; n < all.size(); ++n) {
      const auto& one = all[n];
      const auto [at, fresh] = first_.try_emplace(key_of(one), First{feed, n});
      if (fresh) continue;
      const auto& other = feeds_[at->second.feed].content.indicators[at->second.number];
      if (at->second.feed == feed) {
        if (other.subject == one.subject)
          within.add(fmt::format("{}: {} stands twice, first as {}", one.id, shown(one.value), other.id));
        else
          within.add(fmt::format("{}: {} is of {} and of {}", one.id, shown(one.value), shown(one.name),
                                 shown(other.name)));
        continue;
      }
      auto& [count, example] = others[{at->second.feed, other.name}];
      if (++count == 1) example = one.value;
    }
    within.into(out);
    for (const auto& [whose, what] : others)
      out.push_back(fmt::format("{} are also in {} as of {}, e.g. {}", what.first, feeds_[whose.first].file,
                                shown(whose.second), shown(what.second)));
  }

 private:
  const std::vector<CheckedFeed>& feeds_;
  std::unordered_map<std::string, First> first_;
};

}  // namespace

std::string why_never_met(const Indicator& i) {
  if (i.test == Test::regex || i.test == Test::words) return "";
  const std::string_view value = i.value;
  std::string folded;
  switch (i.type) {
    case Type::process:
      return value.find('/') != std::string_view::npos ? "a process is named without its folder" : "";
    case Type::app_id:
      return value.find('.') == std::string_view::npos ? "an application id has a dot" : "";
    case Type::profile_id:
      fold(Type::profile_id, value, folded);
      return folded.size() == 32 && folded.find('-') == std::string::npos
                 ? ""
                 : "a profile is known by its UUID, and this is none";
    case Type::path:
      return has_wildcard(value) && i.test != Test::glob
                 ? "a wildcard in a path that is compared as it stands"
                 : "";
    case Type::url:
      return has_blank(value) ? "a URL has no blank" : "";
    default:
      return "";
  }
}

std::vector<std::vector<std::string>> feed_questions(const std::vector<CheckedFeed>& feeds, Time now) {
  std::vector<std::vector<std::string>> out(feeds.size());
  Doubles doubles(feeds);
  for (std::uint32_t n = 0; n < feeds.size(); ++n) {
    const auto& content = feeds[n].content;
    Lines warnings, refused, never, expired;
    for (const auto& w : content.warnings)
      warnings.add(fmt::format("{}{}{}{}", w.line == 0 ? "" : fmt::format("line {}: ", w.line), shown(w.id),
                               w.id.empty() ? "" : ": ", printable(w.why)));
    std::vector<Index::Refused> unusable;
    Index::build(content.indicators, &unusable);
    for (const auto& r : unusable) refused.add(fmt::format("{}: never met: {}", r.id, r.why));
    for (const auto& i : content.indicators) {
      if (const auto why = why_never_met(i); !why.empty())
        never.add(fmt::format("{}: {} is never met: {}", i.id, shown(i.value), why));
      if (i.type == Type::url && i.value.find("://") == std::string::npos)
        never.add(
            fmt::format("{}: {} has no scheme, or stands where a domain is expected; it is compared "
                        "with URLs of any scheme",
                        i.id, shown(i.value)));
      const auto until = i.expires.empty() ? std::nullopt : parse_time(i.expires);
      if (until && *until < now)
        expired.add(fmt::format("{}: {} was held valid until {}", i.id, shown(i.value), i.expires));
      if (!i.expires.empty() && !until)
        expired.add(fmt::format("{}: \"{}\" is no time until which it is valid", i.id, shown(i.expires)));
    }
    for (auto* lines : {&warnings, &refused, &never, &expired}) lines->into(out[n]);
    doubles.ask(n, out[n]);
  }
  return out;
}

}  // namespace waarborg
