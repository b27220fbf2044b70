#include "engine/fetch_door.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/digest.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/compile_write.h"
#include "engine/feed_list.h"
#include "engine/feed_record.h"
#include "engine/sought.h"
#include "fetch/address.h"
#include "fetch/get.h"
#include "indicators/feed.h"

namespace waarborg {
namespace {

struct Brought {
  std::string bytes, url, fetched;
};

std::string below(const std::string& folder, const std::string& name) {
  return folder + (folder.ends_with('/') ? "" : "/") + name;
}

Result<Brought> over_the_network(const FetchRequest& request, const std::string& url) {
  // Only the list itself may ask for http, and then on this machine only.
  auto got = get(url, {.ca_file = request.ca_file,
                       .plain_loopback = request.base.empty(),
                       .proxy_from_environment = request.proxy_from_environment,
                       .most_bytes = std::uint64_t{request.megabytes} << 20,
                       .most_time = std::chrono::seconds(request.seconds)});
  if (!got) return pass(got.error());
  return Brought{std::move(got->bytes), std::move(got->url), to_text(Clock::now())};
}

Result<Brought> from_file(const FetchRequest& request, const FeedSource& feed, const std::string& file) {
  struct stat about {};
  if (stat(file.c_str(), &about) != 0) return fail(Fault::not_found, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return fail(Fault::unsupported, "it is no file");
  auto bytes = read_file(file, std::uint64_t{request.megabytes} << 20);
  if (!bytes) return pass(bytes.error());
  Brought out{std::move(*bytes), "", ""};
  const auto record = record_beside(file, hex(sha256(as_bytes(out.bytes))));
  if (!record) return pass(record.error());
  if (!*record || (*record)->feed != feed.id) return out;
  // What a carried record says of the address is shown to people: only an address is taken over.
  if (parse_address((*record)->url)) out.url = (*record)->url;
  out.fetched = (*record)->fetched;
  return out;
}

// Where the feed may be, in the order in which it is looked for. In a folder: as a fetch on another machine
// left it, or as a browser saved it, under the last name of its address.
std::vector<std::string> places_of(const FetchRequest& request, const FeedSource& feed) {
  if (!request.base.empty()) return {below(request.base, feed.file_name())};
  if (request.from.empty()) return feed.urls;
  std::vector<std::string> out = {below(request.from, feed.file_name())};
  for (const auto& url : feed.urls) {
    const auto path = url.substr(0, url.find('?'));
    const auto last = path.substr(path.rfind('/') + 1);
    if (!last.empty() && last != "." && last != "..") out.push_back(below(request.from, last));
  }
  return out;
}

// Is it what the list says? An error page of a server must never take the place of a feed.
Result<FeedContent> checked(const FeedSource& feed, const std::string& name, const std::string& bytes) {
  const auto format = std::ranges::find(all_feeds(), feed.reader(), &Feed::name);
  const auto wrong = [&](const std::string& why) {
    return fail(Fault::malformed, fmt::format("what came is not in the format {} ({}): look at the address "
                                              "with a browser; the publisher may have "
                                              "moved the feed",
                                              feed.format, why));
  };
  if (bytes.empty()) return wrong("it is empty");
  FeedInput in(as_bytes(bytes));
  if (!format->recognise(name, in.head())) return wrong("it does not look like it");
  auto content = format->read(in, name);
  if (!content) return wrong(content.error().what);
  if (!content->lost.empty()) return wrong(content->lost);
  if (content->indicators.empty()) return wrong("it holds no indicator that can be used");
  return content;
}

Result<> keep(const FetchRequest& request, const std::string& name, std::string bytes,
              const FeedRecord& record) {
  auto written = write_files(request.folder,
                             {{".", name, std::move(bytes)}, {".", record_name(name), record_text(record)}},
                             /*replace=*/true);
  if (!written) return written;
  // The new names too must survive a cut of the power.
  const int d = open(request.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool whole = d >= 0 && fsync(d) == 0;
  const int why = errno;
  if (d >= 0) close(d);
  if (whole) return {};
  return fail(Fault::io, fmt::format("{}: {}", request.folder, std::strerror(why)));
}

// When what is there was fetched; nothing when nobody knows.
std::optional<Time> fetched_here(const std::string& file) {
  const auto bytes = read_file(file);
  if (!bytes) return {};
  const auto record = record_beside(file, hex(sha256(as_bytes(*bytes))));
  return record && *record ? parse_time((*record)->fetched) : std::nullopt;
}

class Fetching {
 public:
  Fetching(const FetchRequest& request, Page& page) : request_(request), page_(page) {}

  // An Error stops everything: the folder cannot be written. What one feed does wrong does not.
  Result<> one(const FeedSource& feed) {
    const auto name = feed.file_name();
    if (feed.reader().empty()) {
      // All of the list is what is wanted and can be read; a feed that was named is wanted.
      page_.good = page_.good && request_.ids.empty();
      line(name, fmt::format("left out: this version does not read the format {}", feed.format));
      return {};
    }
    if (request_.progress) request_.progress(name);
    std::vector<std::string> faults;
    for (const auto& place : places_of(request_, feed)) {
      auto brought =
          request_.from.empty() ? over_the_network(request_, place) : from_file(request_, feed, place);
      const auto content =
          brought ? checked(feed, name, brought->bytes) : Result<FeedContent>(pass(brought.error()));
      if (content) return take(feed, std::move(*brought), *content);
      faults.push_back(fmt::format("{}: {}", place, content.error().what));
    }
    refuse(name, faults);
    return {};
  }

 private:
  void line(const std::string& name, const std::string& said) {
    page_.text += fmt::format("{}: {}\n", name, said);
  }

  Result<> take(const FeedSource& feed, Brought brought, const FeedContent& content) {
    const auto name = feed.file_name();
    const auto here = fetched_here(below(request_.folder, name));
    const auto then = parse_time(brought.fetched);
    // A folder that was carried may be older than what is here: an old list never takes the place of a newer
    // one.
    if (!request_.from.empty() && here && (!then || *then < *here)) {
      line(name, fmt::format("kept as it is: it was fetched at {}; what {} holds is {}", to_text(*here),
                             request_.from, then ? "of " + to_text(*then) : "of an unknown date"));
      return {};
    }
    const FeedRecord record{.feed = feed.id,
                            .name = feed.name,
                            .publisher = feed.publisher,
                            .licence = feed.licence,
                            .format = feed.format,
                            .url = brought.url,
                            .fetched = brought.fetched,
                            .sha256 = hex(sha256(as_bytes(brought.bytes)))};
    auto said = fmt::format("{} indicators, fetched {}, sha256 {}", content.indicators.size(),
                            then ? record.fetched : "at an unknown time", record.sha256);
    if (!content.warnings.empty())
      said += fmt::format("; {} lines or patterns cannot be used", content.warnings.size());
    if (feed.licence == "not-stated") said += "; the publisher states no licence: ask before you pass it on";
    if (auto kept = keep(request_, name, std::move(brought.bytes), record); !kept) return kept;
    line(name, said);
    return {};
  }

  void refuse(const std::string& name, const std::vector<std::string>& faults) {
    page_.good = false;
    line(name, "not fetched");
    for (const auto& fault : faults) page_.text += fmt::format("  {}\n", printable(fault));
    const auto target = below(request_.folder, name);
    if (access(target.c_str(), F_OK) == 0) page_.text += fmt::format("  {} stays as it was\n", target);
  }

  const FetchRequest& request_;
  Page& page_;
};

Page list_of(const std::vector<FeedSource>& feeds) {
  Page page;
  for (const auto& feed : feeds) {
    page.text += fmt::format("{}  {}\n  {}, {}, {}\n", feed.id, printable(feed.name),
                             printable(feed.publisher), printable(feed.licence), feed.format);
    for (const auto& url : feed.urls) page.text += fmt::format("  {}\n", url);
  }
  return page;
}

}  // namespace

Result<Page> fetch_feeds(const FetchRequest& request) {
  auto feeds = feed_sources(request.feeds_file);
  if (!feeds) return pass(feeds.error());
  for (const auto& id : request.ids)
    if (std::ranges::find(*feeds, id, &FeedSource::id) == feeds->end())
      return fail(Fault::not_found,
                  fmt::format("the list has no feed \"{}\"; `waarborg catalogue fetch --list` shows them",
                              printable(id)));
  if (!request.ids.empty())
    std::erase_if(*feeds, [&](const auto& feed) {
      return std::ranges::find(request.ids, feed.id) == request.ids.end();
    });
  if (request.list) return list_of(*feeds);
  struct stat about {};
  if (!request.from.empty() && (stat(request.from.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)))
    return fail(Fault::not_found, fmt::format("{} is no folder", request.from));
  Page page;
  Fetching fetching(request, page);
  for (const auto& feed : *feeds)
    if (auto done = fetching.one(feed); !done) return pass(done.error());
  return page;
}

}  // namespace waarborg
