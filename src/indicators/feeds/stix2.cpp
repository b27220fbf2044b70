// Indicators in STIX 2.0 and 2.1: a bundle, or a bare list of its objects. The subjects of an indicator are
// the campaigns, malware, tools and groups that it is related to, else the reports that list it, else the
// file. Specification: STIX 2.1, §4.7 (Indicator), §5.1 (Relationship).
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/digest.h"
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
  std::string name, source, subject;
};

// One target of an indicator. They are sorted by the hash of its id and put beside the indicators in the same
// order: with a million of both a table would be asked at random places of memory.
struct Link {
  std::uint64_t key;
  std::string_view indicator, target;
  bool by_report;
};
constexpr std::size_t most_links = 1000;  // of one indicator that are looked at

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
    join();
    for (std::size_t n = 0; n < indicators_.size(); ++n) add(indicators_[n], first_link_[n]);
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
      names_.try_emplace(id, named(object["name"].text(), first_url(object)));
    } else if (type == "report" || type == "grouping") {
      reports_.try_emplace(id, named(object["name"].text(), first_url(object)));
      object["object_refs"].each([&](Json member) {
        if (member.text().starts_with("indicator--")) link(member.text(), id, true);
      });
    }
  }

  static Named named(std::string_view name, std::string source) {
    return {std::string(name), std::move(source), campaign_subject(name)};
  }

  void link(std::string_view indicator, std::string_view target, bool by_report) {
    links_.push_back({fast_hash(indicator), indicator, target, by_report});
  }

  // For each indicator where its links begin.
  void join() {
    std::stable_sort(links_.begin(), links_.end(),
                     [](const Link& a, const Link& b) { return a.key < b.key; });
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    order.reserve(indicators_.size());
    for (std::size_t n = 0; n < indicators_.size(); ++n)
      order.emplace_back(fast_hash(indicators_[n]["id"].text()), n);
    std::sort(order.begin(), order.end());
    first_link_.resize(indicators_.size());
    std::size_t link = 0;
    for (const auto& [key, number] : order) {
      while (link < links_.size() && links_[link].key < key) ++link;
      first_link_[number] = link;
    }
  }

  // All of them, each once, in the order of the file. What it indicates goes before the reports it stands in.
  void find_subjects(std::string_view id, std::size_t first) {
    subjects_.clear();
    const auto key = fast_hash(id);
    for (const bool by_report : {false, true}) {
      const auto& known = by_report ? reports_ : names_;
      for (auto n = first; n < links_.size() && links_[n].key == key; ++n) {
        if (n - first == most_links) {
          warnings_.add(0, id,
                        fmt::format("only the first {} of what it is related to are looked at", most_links));
          break;
        }
        if (links_[n].indicator != id || links_[n].by_report != by_report) continue;
        const auto found = known.find(links_[n].target);
        if (found == known.end() || found->second.name.empty()) continue;
        const auto& subject = found->second;
        if (std::ranges::none_of(subjects_,
                                 [&](const Named* other) { return other->subject == subject.subject; }))
          subjects_.push_back(&subject);
      }
      if (!subjects_.empty()) return;
    }
    subjects_.push_back(&nobody_);
  }

  void add(Json object, std::size_t first) {
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
    find_subjects(id, first);
    for (std::size_t n = 0; n < subjects_.size(); ++n) {
      const bool last = n + 1 == subjects_.size();
      for (auto& one : made) {
        auto& stored = out_.indicators.emplace_back(last ? std::move(one) : one);
        stored.id = ++number == 1 ? std::string(id) : fmt::format("{}#{}", id, number);
        stored.name = subjects_[n]->name;
        stored.subject = subjects_[n]->subject;
        stored.source = source.empty() ? subjects_[n]->source : source;
        stored.expires = expires;
        stored.campaign = true;
      }
    }
  }

  std::string file_;
  FeedContent out_;
  FeedWarnings warnings_;  // writes to out_
  std::vector<Json> indicators_;
  std::unordered_map<std::string_view, Named> names_, reports_;  // by id; views into the document
  std::vector<Link> links_;
  std::vector<std::size_t> first_link_;  // of each indicator
  std::vector<const Named*> subjects_;   // of the indicator that is being added
  Named nobody_{file_, "", campaign_subject(file_)};
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
