// Events of MISP as JSON: one, a list of them, or what a server answers to a search; attributes alone, too.
// What is not marked for detection (to_ids) is context and not looked for. Format: MISP core format, IETF
// draft-dulaunoy-misp-core-format.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "formats/json_batches.h"
#include "formats/json_keys.h"
#include "indicators/feed_named.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::size_t head_size = std::size_t{64} * 1024;

bool recognise(std::string_view, Bytes content) {
  auto text = as_text(content.subspan(0, std::min(content.size(), head_size)));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trim(text);
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  if (text.find("\"spec_version\"") != std::string_view::npos) return false;  // STIX that MISP wrote
  constexpr std::array<std::string_view, 5> marks = {"\"Event\"", "\"Attribute\"", "\"to_ids\"",
                                                     "\"threat_level_id\"", "\"Orgc\""};
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

// Flags are true, 1 or "1", as the version has it.
bool flag(Json json, bool otherwise) {
  if (json.is(Json::Kind::null)) return otherwise;
  return json.flag() || json.number() != 0 || json.text() == "1" || lower(json.text()) == "true";
}

class Events {
 public:
  explicit Events(const std::string& file) : file_(stem_of(file)), warnings_(out_.warnings) {}

  void read_event(Json event) {
    tell_doubled(event);
    any(event);
  }

  void read(Json root) {
    tell_doubled(root);
    const auto response = root["response"];
    any(response.is(Json::Kind::null) ? root : response);
  }

  void lose(const Error& error) { lose(fmt::format("byte {}: {}", error.offset, error.what)); }

  FeedContent finish() {
    if (manifest_ != 0)
      warnings_.add(0, "", fmt::format("a list of {} events and not the events: fetch those", manifest_));
    if (context_ != 0)
      warnings_.add(0, "",
                    fmt::format("{} attributes are context (not marked to_ids), not looked for", context_));
    for (const auto& [type, count] : unread_)
      warnings_.add(0, "",
                    fmt::format("{} attributes of type {}: nothing that is read has them", count,
                                printable(shorten(type, 60))));
    warnings_.finish();
    out_.name = events_ == 1 ? info_ : file_;
    return std::move(out_);
  }

 private:
  void any(Json json) {
    if (json.is(Json::Kind::array)) return json.each([&](Json one) { any(one); });
    const auto inner = json["Event"];
    if (!inner.is(Json::Kind::null)) return any(inner);
    if (is_manifest(json)) return;
    const bool event = !json["info"].text().empty();
    if (!event && json["Attribute"].is(Json::Kind::null)) return attribute(json, file_, "");
    begin_event(json, event);
    const auto url = first_link(json);
    attributes(json["Attribute"], url);
    json["Object"].each([&](Json object) {
      if (!flag(object["deleted"], false)) attributes(object["Attribute"], url);
    });
  }

  void lose(std::string why) {
    if (out_.lost.empty()) out_.lost = why;
    warnings_.add(0, "", std::move(why));
  }

  void tell_doubled(Json json) {
    if (const auto key = doubled_key(json); !key.empty())
      lose(fmt::format("\"{}\" stands twice in one object, the first is used: programs differ in that",
                       printable(shorten(key, 60))));
  }

  // What the server of a feed lists: ids of events, each with a few words on it.
  bool is_manifest(Json json) {
    if (!json["Attribute"].is(Json::Kind::null) || !json["Object"].is(Json::Kind::null)) return false;
    std::size_t listed = 0;
    for (const auto& [key, value] : json.members())
      listed += key.size() == 36 && !value["info"].text().empty() ? 1 : 0;
    manifest_ += listed;
    return listed != 0;
  }

  void begin_event(Json json, bool named) {
    ++events_;
    info_ = named ? std::string(json["info"].text()) : file_;
    const auto date = json["date"].text();
    if (date > std::string_view(out_.date)) out_.date = date;
  }

  static std::string first_link(Json event) {
    std::string out;
    event["Attribute"].each([&](Json a) {
      const auto value = a["value"].text();
      if (out.empty() && a["type"].text() == "link" && value.starts_with("http")) out = value;
    });
    return out;
  }

  void attributes(Json list, const std::string& url) {
    list.each([&](Json one) { attribute(one, info_, url); });
  }

  void attribute(Json a, const std::string& subject, const std::string& url) {
    const auto id = a["uuid"].text(), type = a["type"].text();
    if (flag(a["deleted"], false)) return;
    if (type.empty()) return warnings_.add(0, id, "neither an event nor an attribute of one");
    if (!flag(a["to_ids"], false)) {
      ++context_;
      return;
    }
    std::vector<Indicator> made;
    // A process or a path is a text with a relation to its object.
    auto said = indicators_named(type, a["value"].text(), made);
    if (said == Named::context || said == Named::unknown)
      if (const auto related = indicators_named(a["object_relation"].text(), a["value"].text(), made);
          related == Named::used)
        said = related;
    if (said == Named::context) ++context_;
    if (said == Named::unread || said == Named::unknown) count_unread(type);
    if (said == Named::no_value)
      warnings_.add(0, id,
                    fmt::format("\"{}\" is no value of type {}", printable(shorten(a["value"].text(), 80)),
                                printable(type)));
    for (std::size_t n = 0; n < made.size(); ++n) {
      made[n].id = fmt::format("{}{}", id.empty() ? file_ : std::string(id),
                               n == 0 ? std::string() : fmt::format("#{}", n + 1));
      made[n].name = subject;
      made[n].subject = campaign_subject(subject);
      made[n].source = url;
      made[n].campaign = true;
      out_.indicators.push_back(made[n]);
    }
  }

  void count_unread(std::string_view type) {
    const auto at = std::ranges::find(unread_, type, &std::pair<std::string, std::uint64_t>::first);
    if (at != unread_.end())
      ++at->second;
    else if (unread_.size() < 200)
      unread_.emplace_back(type, 1);
  }

  std::string file_, info_;
  FeedContent out_;
  FeedWarnings warnings_;
  std::size_t events_ = 0, manifest_ = 0;
  std::uint64_t context_ = 0;
  std::vector<std::pair<std::string, std::uint64_t>> unread_;
};

Result<FeedContent> read(FeedInput& in, const std::string& file) {
  const auto all = in.all();
  if (!all) return pass(all.error());
  const Bytes content = *all;
  Events events(file);
  // A list of events one by one; what is no list as a whole.
  auto rest = as_text(content);
  const auto more = [&](char* to, std::size_t size) -> Result<std::size_t> {
    const auto n = rest.copy(to, size);
    rest.remove_prefix(n);
    return n;
  };
  JsonBatches batches(more, "response");
  const auto listed = batches.each([&](Json event) { events.read_event(event); },
                                   [&](const Error& error) { events.lose(error); });
  if (listed && batches.elements() != 0) return events.finish();
  if (auto document = JsonDocument::parse(as_text(content)))
    events.read(document->root());
  else
    events.lose(document.error());
  return events.finish();
}

}  // namespace

Feed misp_json() {
  return {.about = "Events of MISP (JSON).", .recognise = recognise, .read = read};
}

}  // namespace waarborg
