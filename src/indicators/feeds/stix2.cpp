// Indicators in STIX 2.0 and 2.1: a bundle, or a bare list of its objects. The subjects of an indicator are
// the campaigns, malware, tools and groups that it is related to, else the reports that list it, else the
// file. Specification: STIX 2.1, §4.7 (Indicator), §5.1 (Relationship).
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/text.h"
#include "formats/json_batches.h"
#include "indicators/feed_stix.h"
#include "indicators/feed_stix_links.h"
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

std::string first_url(Json object) {
  std::string out;
  object.each([&](Json reference) {
    if (out.empty()) out = reference["url"].text();
  });
  return out;
}

// The members that mean something here, of objects of all types, read in one pass.
enum Member : std::size_t {
  type,
  id,
  spec_version,
  modified,
  created,
  name,
  pattern,
  pattern_type,
  revoked,
  valid_until,
  external_references,
  source_ref,
  target_ref,
  object_refs,
  objects,
  count
};
constexpr std::array<std::string_view, Member::count> members = {"type",
                                                                 "id",
                                                                 "spec_version",
                                                                 "modified",
                                                                 "created",
                                                                 "name",
                                                                 "pattern",
                                                                 "pattern_type",
                                                                 "revoked",
                                                                 "valid_until",
                                                                 "external_references",
                                                                 "source_ref",
                                                                 "target_ref",
                                                                 "object_refs",
                                                                 "objects"};
using Object = std::array<Json, Member::count>;

class Bundle {
 public:
  Bundle(const std::string& file, std::uint64_t size) : file_(stem_of(file)), warnings_(out_.warnings) {
    nobody_ = {file_, "", campaign_subject(file_)};
    // Of what a bundle has, ids and values are a small part.
    out_.indicators.expect_text(std::min<std::uint64_t>(size / 3, most_text));
  }

  void sort_in(Json json, unsigned depth = 0) {
    if (!json.is(Json::Kind::object)) return sort_in_other(json, depth);
    Object object;
    const bool once = json.pick(members, object);
    if (!once)
      lose(object[Member::id].text(),
           "a member of it stands twice, the first is used: programs differ in that");
    const auto type = object[Member::type].text();
    if (out_.version.empty()) out_.version = object[Member::spec_version].text();
    for (const auto when : {object[Member::modified].text(), object[Member::created].text()})
      if (when > std::string_view(out_.date)) out_.date = when;
    const auto id = object[Member::id].text(), name = object[Member::name].text();
    if (type == "indicator") {
      add(object);
    } else if (type == "relationship") {
      const auto source = object[Member::source_ref].text();
      if (source.starts_with("indicator--") && !object[Member::revoked].flag())
        links_.link(source, object[Member::target_ref].text(), false);
    } else if (is_subject(type)) {
      links_.add_subject(id, name, first_url(object[Member::external_references]));
    } else if (type == "report" || type == "grouping") {
      links_.add_report(id, name, first_url(object[Member::external_references]));
      object[Member::object_refs].each([&](Json member) {
        if (member.text().starts_with("indicator--")) links_.link(member.text(), id, true);
      });
    } else if (type == "bundle") {
      sort_in_bundle(object, id, depth);
    } else if (!object[Member::pattern].is(Json::Kind::null)) {
      sort_in_misnamed(object, id, type);
    }
  }

  void lose(const Error& error) { lose("", fmt::format("byte {}: {}", error.offset, error.what)); }
  void lose(std::string_view id, std::string why) {
    if (out_.lost.empty())
      out_.lost = id.empty() ? why : fmt::format("{}: {}", printable(shorten(id, 80)), why);
    warnings_.add(0, id, std::move(why));
  }

  FeedContent finish() {
    links_.join();
    tell();
    warnings_.finish();
    out_.name = links_.only_name();
    if (out_.name.empty()) out_.name = file_;
    return std::move(out_);
  }

 private:
  static constexpr std::uint64_t most_text = std::uint64_t{4} << 30;
  static constexpr unsigned deepest_bundle = 4;
  static constexpr std::size_t usual_told = 100'000;

  // Among the objects: a list of more of them is looked into, of anything else nothing is known.
  void sort_in_other(Json json, unsigned depth) {
    if (!json.is(Json::Kind::array)) return lose("", "an object of the bundle is none, and was not read");
    if (depth >= deepest_bundle) return lose("", "a list within too many others was not read");
    json.each([&](Json inner) { sort_in(inner, depth + 1); });
  }

  void sort_in_bundle(const Object& object, std::string_view id, unsigned depth) {
    if (depth >= deepest_bundle) return lose(id, "a bundle within too many others was not read");
    const auto& inner = object[Member::objects];
    if (!inner.is(Json::Kind::array) && !inner.is(Json::Kind::null))
      return lose(id, "its objects are no list, and were not read");
    inner.each([&](Json one) { sort_in(one, depth + 1); });
  }

  // It has a pattern, and a type that is not that of an indicator: of other types some have one, too.
  void sort_in_misnamed(const Object& object, std::string_view id, std::string_view type) {
    if (lower(trim(type)) == "indicator") return add(object);
    if (type.empty()) return lose(id, "it has a pattern and no type, and was not read");
    warnings_.add(
        0, id, fmt::format("its pattern is that of a {}, not of an indicator", printable(shorten(type, 40))));
  }

  // What one object comes to: `count` indicators of the list, from `begin` on.
  struct Made {
    std::uint32_t begin, count;
  };
  // A subject as the list numbers it.
  struct Whose {
    std::uint32_t subject, name, source;
  };

  void add(const Object& object) {
    const auto id = object[Member::id].text();
    const auto language = object[Member::pattern_type].text();
    if (object[Member::revoked].flag()) return warnings_.add(0, id, "it was revoked by who published it");
    if (!language.empty() && language != "stix")
      return warnings_.add(0, id,
                           fmt::format("its pattern is written in {}", printable(shorten(language, 40))));
    const auto text = object[Member::pattern].text();
    found_.clear();
    unused_.clear();
    if (parse_simple_pattern(text, simple_))
      indicators_of(simple_, found_, unused_);
    else if (!read_pattern(id, text))
      return;
    for (auto& why : unused_) warnings_.add(0, id, std::move(why));
    if (!found_.empty()) store(object, id);
  }

  bool read_pattern(std::string_view id, std::string_view text) {
    auto pattern = parse_stix_pattern(text);
    if (!pattern)
      warnings_.add(0, id, fmt::format("{} (at {})", pattern.error().what, pattern.error().offset));
    if (!pattern) return false;
    unused_ = std::move(pattern->unused);
    for (const auto& together : pattern->any) indicators_of(together, found_, unused_);
    return true;
  }

  void store(const Object& object, std::string_view id) {
    auto& all = out_.indicators;
    const auto before = all.size();
    const auto source = first_url(object[Member::external_references]);
    const auto expires = object[Member::valid_until].text();
    std::size_t number = 0;
    for (auto& one : found_) {
      one.id = id;
      if (++number != 1) one.id += fmt::format("#{}", number);
      one.source = source;
      one.expires = expires;
      one.campaign = true;
      all.push_back(one);
    }
    if (all.size() == before) return;
    links_.add_indicator(id);
    made_.push_back({static_cast<std::uint32_t>(before), static_cast<std::uint32_t>(all.size() - before)});
  }

  // Who is behind each is known only at the end.
  void tell() {
    auto& all = out_.indicators;
    whose_.resize(links_.subjects());
    for (std::size_t n = 0; n < made_.size(); ++n) {
      find_subjects(n);
      if (subjects_.size() != 1) return tell_from(n);
      for (auto at = made_[n].begin; at < made_[n].begin + made_[n].count; ++at)
        tell(all.entries()[at], *subjects_[0]);
    }
  }

  // From the first on that has several subjects, all move behind what is made of those before them. Objects
  // of one id that has many subjects come to many times what the file holds: there the first subject has to
  // do.
  void tell_from(std::size_t first) {
    auto& all = out_.indicators;
    const auto kept = made_[first].begin;
    const LargeVector<Indicators::Entry> rest(all.entries().begin() + kept, all.entries().end());
    all.entries().resize(kept);
    const auto most = usual_told + 16 * (kept + rest.size() + links_.size());
    std::size_t fewer = 0;
    for (auto n = first; n < made_.size(); ++n) {
      if (n != first) find_subjects(n);
      if (subjects_.size() > 1 && all.size() + made_[n].count * subjects_.size() > most) {
        subjects_.resize(1);
        ++fewer;
      }
      tell_each(n, std::span(rest).subspan(made_[n].begin - kept, made_[n].count));
    }
    if (fewer != 0)
      warnings_.add(0, "",
                    fmt::format("{} indicators are told with the first of their campaigns only: all "
                                "would be too many",
                                fewer));
  }

  void tell_each(std::size_t n, std::span<const Indicators::Entry> made) {
    auto& all = out_.indicators;
    std::size_t number = 0;
    for (const auto* subject : subjects_)
      for (auto entry : made) {
        if (++number > made.size()) {
          if (!all.make_room(links_.id(n).size() + 24)) continue;
          entry.id = all.put(fmt::format("{}#{}", links_.id(n), number));
        }
        tell(entry, *subject);
        all.entries().push_back(entry);
      }
  }

  void tell(Indicators::Entry& entry, const StixSubject& subject) {
    auto& whose = whose_[subject.number];
    auto& all = out_.indicators;
    if (!whose) whose = {all.share(subject.subject), all.share(subject.name), all.share(subject.source)};
    entry.subject = whose->subject, entry.name = whose->name;
    if (entry.source == nothing_) entry.source = whose->source;
  }

  void find_subjects(std::size_t n) {
    bool cut = false;
    links_.subjects_of(n, subjects_, cut);
    if (subjects_.empty()) subjects_.push_back(&nobody_);
    if (cut)
      warnings_.add(
          0, links_.id(n),
          fmt::format("only the first {} of what it is related to are looked at", StixLinks::most_links));
  }

  std::string file_;
  FeedContent out_;
  FeedWarnings warnings_;  // writes to out_
  std::uint32_t nothing_ = out_.indicators.share("");
  StixLinks links_;
  LargeVector<Made> made_;
  std::vector<std::optional<Whose>> whose_;   // by the number of a subject
  std::vector<const StixSubject*> subjects_;  // of the indicator that is being told of
  StixSubject nobody_;
  StixComparison simple_;
  std::vector<Indicator> found_;
  std::vector<std::string> unused_;
};

Result<FeedContent> read(FeedInput& in, const std::string& file) {
  Bundle bundle(file, in.expected());
  JsonBatches batches([&](char* to, std::size_t size) { return in.read(to, size); }, "objects");
  const auto done = batches.each([&](Json object) { bundle.sort_in(object); },
                                 [&](const Error& error) { bundle.lose(error); });
  if (!done) bundle.lose(done.error());
  if (batches.no_list()) bundle.lose("", "its objects are no list, and were not read");
  return bundle.finish();
}

}  // namespace

Feed stix2() {
  return {.about = "Indicators in STIX 2.0 and 2.1 (JSON).", .recognise = recognise, .read = read};
}

}  // namespace waarborg
