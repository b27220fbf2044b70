// Indicators in STIX 2.0 and 2.1: a bundle, or a bare list of its objects. The subjects of an indicator are
// the campaigns, malware, tools and groups that it is related to, else the reports that list it, else the
// file. Specification: STIX 2.1, §4.7 (Indicator), §5.1 (Relationship).
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/json.h"
#include "base/text.h"
#include "indicators/feed_stix.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::size_t head_size = std::size_t{64} * 1024;
constexpr std::array<std::string_view, 6> marks = {"bundle--",   "indicator--",    "malware--",
                                                   "campaign--", "relationship--", "identity--"};

bool recognise(std::string_view, Bytes content) {
  auto text = as_text(content.subspan(0, std::min(content.size(), head_size)));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trim(text);
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

bool is_subject(std::string_view type) {
  return type == "malware" || type == "campaign" || type == "intrusion-set" || type == "threat-actor" ||
         type == "tool" || type == "infrastructure";
}

struct Named {
  std::string name, source;
};

// One target of an indicator; those of the same indicator are chained in the order of the file.
struct Link {
  std::string_view target;
  bool by_report;
  std::size_t next;
};
constexpr std::size_t no_link = SIZE_MAX;
constexpr std::size_t most_subjects = 100;  // of one indicator
struct Chain {
  std::size_t first = no_link, last = no_link;
};

std::string first_url(Json object) {
  std::string out;
  object["external_references"].each([&](Json reference) {
    if (out.empty()) out = reference["url"].text();
  });
  return out;
}

class Bundle {
 public:
  Bundle(Json root, const std::string& file) : file_(stem_of(file)), warnings_(out_.warnings) {
    const auto objects = root.is(Json::Kind::array) ? root : root["objects"];
    objects.each([&](Json object) { sort_in(object); });
  }

  void read() {
    for (const auto& indicator : indicators_) add(indicator);
    warnings_.finish();
    out_.name = names_.size() == 1 ? names_.begin()->second.name : file_;
  }
  FeedContent& content() { return out_; }

 private:
  void sort_in(Json object) {
    const auto type = object["type"].text(), id = object["id"].text();
    if (out_.version.empty()) out_.version = object["spec_version"].text();
    for (const auto when : {object["modified"].text(), object["created"].text()})
      if (when > std::string_view(out_.date)) out_.date = when;
    if (type == "indicator") {
      indicators_.push_back(object);
    } else if (type == "relationship") {
      if (object["source_ref"].text().starts_with("indicator--") && !object["revoked"].flag())
        link(object["source_ref"].text(), object["target_ref"].text(), false);
    } else if (is_subject(type)) {
      names_.try_emplace(id, Named{std::string(object["name"].text()), first_url(object)});
    } else if (type == "report" || type == "grouping") {
      reports_.try_emplace(id, Named{std::string(object["name"].text()), first_url(object)});
      object["object_refs"].each([&](Json member) {
        if (member.text().starts_with("indicator--")) link(member.text(), id, true);
      });
    }
  }

  void link(std::string_view indicator, std::string_view target, bool by_report) {
    auto& chain = chains_[indicator];
    if (chain.first == no_link)
      chain.first = links_.size();
    else
      links_[chain.last].next = links_.size();
    chain.last = links_.size();
    links_.push_back({target, by_report, no_link});
  }

  // All of them, each once, in the order of the file. What it indicates goes before the reports it stands in.
  std::vector<Named> subjects_of(std::string_view id) const {
    const auto chain = chains_.find(id);
    std::vector<Named> out;
    for (const bool by_report : {false, true}) {
      const auto& known = by_report ? reports_ : names_;
      for (auto n = chain == chains_.end() ? no_link : chain->second.first;
           n != no_link && out.size() < most_subjects; n = links_[n].next) {
        const auto found = known.find(links_[n].target);
        if (links_[n].by_report != by_report || found == known.end() || found->second.name.empty()) continue;
        if (std::ranges::find(out, found->second.name, &Named::name) == out.end())
          out.push_back(found->second);
      }
      if (!out.empty()) return out;
    }
    return {{file_, ""}};
  }

  void add(Json object) {
    const auto id = object["id"].text();
    const auto language = object["pattern_type"].text();
    if (object["revoked"].flag()) return warnings_.add(0, id, "it was revoked by who published it");
    if (!language.empty() && language != "stix")
      return warnings_.add(0, id,
                           fmt::format("its pattern is written in {}", printable(shorten(language, 40))));
    const auto pattern = parse_stix_pattern(object["pattern"].text());
    if (!pattern)
      return warnings_.add(0, id, fmt::format("{} (at {})", pattern.error().what, pattern.error().offset));
    std::vector<Indicator> made;
    auto unused = pattern->unused;
    for (const auto& together : pattern->any) indicators_of(together, made, unused);
    for (auto& why : unused) warnings_.add(0, id, std::move(why));
    const auto source = first_url(object), expires = std::string(object["valid_until"].text());
    std::size_t number = 0;
    for (const auto& subject : subjects_of(id)) {
      for (auto one : made) {
        one.id = ++number == 1 ? std::string(id) : fmt::format("{}#{}", id, number);
        one.name = subject.name;
        one.subject = campaign_subject(subject.name);
        one.source = source.empty() ? subject.source : source;
        one.expires = expires;
        one.campaign = true;
        out_.indicators.push_back(std::move(one));
      }
    }
  }

  std::string file_;
  FeedContent out_;
  FeedWarnings warnings_;  // writes to out_
  std::vector<Json> indicators_;
  std::unordered_map<std::string_view, Named> names_, reports_;  // by id; views into the document
  std::unordered_map<std::string_view, Chain> chains_;           // by the id of the indicator
  std::vector<Link> links_;
};

Result<FeedContent> read(Bytes content, const std::string& file) {
  auto document = JsonDocument::parse(as_text(content));
  if (!document) return pass(document.error());
  Bundle bundle(document->root(), file);
  bundle.read();
  return std::move(bundle.content());
}

}  // namespace

Feed stix2() {
  return {.about = "Indicators in STIX 2.0 and 2.1 (JSON).", .recognise = recognise, .read = read};
}

}  // namespace waarborg
