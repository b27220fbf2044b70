#include "indicators/feed.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "formats/plain_text.h"
#include "indicators/feed_value.h"
#include "indicators/index_fold.h"
#include "indicators/well_known.h"

namespace waarborg {
namespace {

constexpr std::size_t head_size = std::size_t{1} << 20;
constexpr std::uint64_t most_expected = std::uint64_t{1} << 32;  // a file's size may lie

void weigh_down(FeedContent& content) {
  FeedWarnings warnings(content.warnings);
  auto& all = content.indicators;
  for (auto& entry : all.entries()) {
    if (entry.weight == Weight::lead) continue;
    const auto value = all.text(entry.value);
    const auto why = met_every_day(entry.type, entry.test, value);
    if (why.empty()) continue;
    entry.weight = Weight::lead;
    warnings.add(0, all.text(entry.id), fmt::format("{} is a lead only: {}", value, why));
  }
  if (all.left_out() != 0)
    warnings.add(0, "", fmt::format("{} indicators are too many for one feed", all.left_out()));
  warnings.finish();
}

bool is_utf16(Bytes head) {
  return as_text(head).starts_with("\xFF\xFE") || as_text(head).starts_with("\xFE\xFF");
}

// The root of a site is most often how its host is written. The page itself counts as it did.
void add_hosts(FeedContent& content) {
  auto& all = content.indicators;
  UrlKey url;
  for (std::size_t n = 0, count = all.size(); n < count; ++n) {
    const auto& entry = all.entries()[n];
    if (entry.type != Type::url || entry.test != Test::exact || entry.condition_count != 0) continue;
    const auto value = all.text(entry.value);
    const auto page =
        value.find_first_of("/?", value.find("//") == std::string_view::npos ? 0 : value.find("//") + 2);
    if (value.find_first_not_of('/', std::min(page, value.size())) != std::string_view::npos) continue;
    if (!fold_url(value, url) || url.host == 0) continue;
    auto host = all[n];
    host.id += "#host";
    host.value = url.text.substr(url.host, url.host_end - url.host);
    host.type = url.host_is_ip ? Type::ip : Type::domain;
    host.test = url.host_is_ip ? Test::exact : Test::within;
    host.weight = std::max(host.weight, Weight::supporting);
    all.push_back(host);
  }
}

Result<FeedContent> read_as(const Feed& feed, FeedInput& in, const std::string& file) {
  auto out = feed.read(in, file);
  if (!out) return out;
  out->format = feed.name;
  add_hosts(*out);
  weigh_down(*out);
  return out;
}

}  // namespace

FeedInput::FeedInput(Bytes content) : borrowed_(content), expected_(content.size()), whole_(true) {}

Result<> FeedInput::begin() {
  if (!more_) return {};
  head_.resize(head_size);
  std::size_t used = 0;
  while (used < head_.size()) {
    const auto got = more_(head_.data() + used, head_.size() - used);
    if (!got) return pass(got.error());
    used += *got;
    whole_ = *got == 0;
    if (whole_) break;
  }
  head_.resize(used);
  return {};
}

Bytes FeedInput::head() const {
  return more_ ? as_bytes(head_) : borrowed_;
}

Result<std::size_t> FeedInput::read(char* to, std::size_t size) {
  const auto here = as_text(head()).substr(at_, size);
  if (!here.empty()) std::memcpy(to, here.data(), here.size());
  at_ += here.size();
  if (!here.empty() || whole_ || size == 0) return here.size();
  return more_(to, size);
}

Result<Bytes> FeedInput::all() {
  while (!whole_) {
    const auto used = head_.size();
    const auto rest = expected_ >= used && expected_ < most_expected ? expected_ - used + 1 : used;
    head_.resize(used + std::max(rest, head_size));
    const auto got = more_(head_.data() + used, head_.size() - used);
    head_.resize(used + (got ? *got : 0));
    if (!got) return pass(got.error());
    whole_ = *got == 0;
  }
  return head();
}

Result<FeedContent> read_feed(FeedInput& in, const std::string& file) {
  if (auto begun = in.begin(); !begun) return pass(begun.error());
  if (is_utf16(in.head())) {
    const auto all = in.all();
    if (!all) return pass(all.error());
    const auto text = PlainText::read(*all);
    if (!text) return pass(text.error());
    auto out = read_feed(as_bytes(text->text()), file);
    if (out && out->lost.empty()) out->lost = text->wrong();
    return out;
  }
  for (const auto& feed : all_feeds())
    if (feed.recognise(file, in.head())) return read_as(feed, in, file);
  if (in.head().empty()) return fail(Fault::truncated, "the file of indicators is empty");
  return fail(Fault::unsupported, "not a format of indicators that is known");
}

Result<FeedContent> read_feed(Bytes content, const std::string& file) {
  FeedInput in(content);
  return read_feed(in, file);
}

}  // namespace waarborg
