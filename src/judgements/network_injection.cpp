// A page that was asked for without encryption and answered, in under a second, by another host: whoever sits
// on the way can do that, and Pegasus was brought onto phones so. Hosts that belong together are no other
// host.
#include <algorithm>

#include "base/text.h"
#include "judgements/single.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// The fields of PageVisit, by the numbers that kinds.h gives them.
constexpr std::uint8_t url = 1, redirected_from = 8, after = 10;
constexpr std::int64_t second = 1'000'000;

// "" where there is none.
std::string host_of(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return {};
  text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto user = text.rfind('@'); user != std::string_view::npos) text.remove_prefix(user + 1);
  if (!text.starts_with('[')) text = text.substr(0, text.find(':'));
  while (text.ends_with('.')) text.remove_suffix(1);
  return lower(text);
}

// What stands below the domain of a country as "co" in co.uk: names are registered below it. A short name
// alone says nothing, nos.nl is a name of its own.
constexpr std::string_view second_levels[] = {"co",  "com", "org",  "net", "gov",    "ac",
                                              "edu", "gob", "gouv", "go",  "or",     "ne",
                                              "ltd", "plc", "sch",  "nhs", "police", "mil"};

// What is registered, near enough: two labels, three below co.uk and its like. A number has none.
std::string registered(const std::string& host) {
  if (host.find_first_not_of("0123456789.") == std::string::npos || host.starts_with('[')) return host;
  const auto labels = split(host, '.');
  if (labels.size() < 3) return host;
  const bool deeper = labels.back().size() == 2 &&
                      std::ranges::find(second_levels, labels[labels.size() - 2]) != std::end(second_levels);
  const auto from = labels.size() - (deeper ? 3 : 2);
  std::string out;
  for (auto i = from; i < labels.size(); ++i) out += (out.empty() ? "" : ".") + std::string(labels[i]);
  return out;
}

bool tells(const RecordView& record) {
  if (record.kind != PageVisit::number) return false;
  const auto took = record.value(after, -1);
  const auto from = record.text(redirected_from);
  if (took < 0 || took >= second || !lower(from.substr(0, 7)).starts_with("http://")) return false;
  const auto before = host_of(from), now = host_of(record.text(url));
  return !before.empty() && !now.empty() && registered(before) != registered(now);
}

std::string says(const RecordView& record) {
  return fmt::format("A page of {} was asked for without encryption, and {} ms later Safari was at {}",
                     printable(shorten(host_of(record.text(redirected_from)), 80)),
                     record.value(after, 0) / 1000, printable(shorten(host_of(record.text(url)), 80)));
}

}  // namespace

Judgement network_injection() {
  return {
      .about = "A redirect in under a second from a page without encryption to another site.",
      .kinds = {PageVisit::kind},
      .make =
          [] {
            return std::unique_ptr<Judge>(new SingleJudge(tells, says,
                                                          "Somebody on the way can redirect so to attack a "
                                                          "phone; advertisements, short links and pages "
                                                          "of a network's owner do it too."));
          },
      .tells = tells,
  };
}

}  // namespace waarborg
