#include "engine/feed_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "engine/sought.h"
#include "fetch/address.h"
#include "indicators/feed.h"

namespace waarborg {

std::string_view shipped_feeds_json();  // made by cmake/data.cmake

namespace {

constexpr std::uint64_t list_limit = 4u << 20;
constexpr std::size_t urls_limit = 20;

// What the list calls a format, the Feed that reads it, and the ending of its files.
struct FormatName {
  std::string_view name, reader, ending;
};
constexpr std::array<FormatName, 6> formats = {{{"stix2", "stix2", ".stix2"},
                                                {"stalkerware-yaml", "stalkerware_yaml", ".yaml"},
                                                {"lines", "plain_list", ".txt"},
                                                {"csv", "csv", ".csv"},
                                                {"misp-json", "misp_json", ".json"},
                                                {"openioc", "openioc", ".ioc"}}};

const FormatName* format_named(std::string_view name) {
  const auto at = std::ranges::find(formats, name, &FormatName::name);
  return at == formats.end() ? nullptr : at;
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && id.front() != '-' && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// The first thing that is wrong with a row; "" when nothing is.
std::string fault_of(Json row, const FeedSource& feed) {
  static const std::set<std::string_view> known = {"id",      "name",   "publisher", "urls",
                                                   "licence", "format", "date",      "source"};
  for (const auto& [key, value] : row.members())
    if (!known.contains(key)) return fmt::format("\"{}\" is no field of a feed", printable(key));
  if (!is_id(feed.id)) return "id: small letters, digits and '-' are allowed";
  if (feed.name.empty() || feed.publisher.empty() || feed.licence.empty())
    return "name, publisher and licence must be given";
  if (format_named(feed.format) == nullptr)
    return fmt::format(
        "format: \"{}\" is none; there are stix2, lines, csv, misp-json, stalkerware-yaml and openioc",
        printable(feed.format));
  if (feed.urls.empty() || feed.urls.size() > urls_limit) return "urls: one to 20 addresses are needed";
  for (const auto& text : feed.urls) {
    const auto url = parse_address(text);
    if (!url) return "urls: " + url.error().what;
    if (url->scheme != "https" && !is_loopback(*url)) return "urls: " + url->text() + " is not https";
  }
  return {};
}

FeedSource source_of(Json row) {
  FeedSource out{.id = std::string(row["id"].text()),
                 .name = std::string(row["name"].text()),
                 .publisher = std::string(row["publisher"].text()),
                 .licence = std::string(row["licence"].text()),
                 .format = std::string(row["format"].text()),
                 .urls = {}};
  row["urls"].each([&](Json url) { out.urls.emplace_back(url.text()); });
  return out;
}

using Lines = std::map<std::string, std::uint64_t>;

Result<std::vector<FeedSource>> sources_of(Json list, const std::string& name, const Lines& lines) {
  const auto bad = [&](const std::string& where, const std::string& why) {
    const auto line = lines.find(where);
    const auto place = line == lines.end() ? name : fmt::format("{}:{}", name, line->second);
    return fail(Fault::malformed, fmt::format("{}: {}", place, why));
  };
  if (list["format"].text() != "1") return bad("/format", "this is no list of feeds of format 1");
  std::vector<FeedSource> out;
  std::set<std::string> ids;
  for (const auto& row : list["feeds"].items()) {
    auto feed = source_of(row);
    auto fault = fault_of(row, feed);
    if (fault.empty() && !ids.insert(feed.id).second) fault = fmt::format("id: \"{}\" stands twice", feed.id);
    if (!fault.empty()) return bad(fmt::format("/feeds/{}", out.size()), fault);
    out.push_back(std::move(feed));
  }
  if (out.empty()) return bad("/feeds", "it lists no feed: `feeds:` needs one or more");
  return out;
}

}  // namespace

std::string_view FeedSource::reader() const {
  const auto* row = format_named(format);
  const bool read = row != nullptr &&
                    std::ranges::any_of(all_feeds(), [&](const auto& f) { return f.name == row->reader; });
  return read ? row->reader : std::string_view();
}

std::string FeedSource::file_name() const {
  const auto* row = format_named(format);
  return id + std::string(row == nullptr ? std::string_view(".txt") : row->ending);
}

Result<std::vector<FeedSource>> feed_sources(const std::string& file) {
  if (file.empty()) {
    const auto shipped = JsonDocument::parse(shipped_feeds_json());
    if (!shipped) return pass(shipped.error());
    const auto files = shipped->root().items();
    return sources_of(files.empty() ? Json() : files.front()["content"], "the shipped list of feeds", {});
  }
  const auto text = read_file(file, list_limit);
  if (!text) return pass(text.error());
  const auto yaml = yaml_to_json(*text);
  if (!yaml)
    return fail(Fault::malformed, fmt::format("{}:{}: {}", file, yaml.error().offset, yaml.error().what));
  const auto document = JsonDocument::parse(yaml->json);
  if (!document) return fail(Fault::malformed, fmt::format("{}: {}", file, document.error().what));
  return sources_of(document->root(), file, yaml->lines);
}

}  // namespace waarborg
