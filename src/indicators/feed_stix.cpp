#include "indicators/feed_stix.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "indicators/feed_value.h"
#include "indicators/meet.h"

namespace waarborg {
namespace {

constexpr std::size_t most_combinations = 256;

std::string name_of_path(const StixComparison& c) {
  return c.object + ":" + join(c.path, ".");
}

std::string quoted(std::string_view text) {
  return "\"" + printable(shorten(text, 80)) + "\"";
}

std::string literally(std::string_view text) {
  return RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
}

// LIKE: '%' is any run, '_' any one character, across separators; of the whole value.
std::string regex_of_like(std::string_view like) {
  std::string out;
  for (const char& c : like) out += c == '%' ? ".*" : c == '_' ? "." : literally({&c, 1});
  return out;
}

bool has_like_wildcard(std::string_view like) {
  return like.find_first_of("%_") != std::string_view::npos;
}

// "/tmp/x/%": whatever lies in a folder.
std::string_view folder_of_like(std::string_view like) {
  if (!like.ends_with("/%") || !like.starts_with('/')) return {};
  like.remove_suffix(2);
  return has_like_wildcard(like) ? std::string_view() : like;
}

bool pattern_value(const StixProperty& property, const StixComparison& c, const std::string& value,
                   Indicator& out, std::string& why) {
  if (property.type == Type::ip) {
    why = "a pattern over addresses cannot be used: " + quoted(value);
    return false;
  }
  out.type = property.type;
  out.weight = std::max(property.weight, Weight::supporting);
  if (const auto folder = folder_of_like(value);
      c.how == "LIKE" && property.type == Type::path && !folder.empty()) {
    out.test = Test::within;
    out.value = folder;
    return true;
  }
  out.test = Test::regex;
  // A file's name is tested at the end of its path. MATCHES looks for its pattern anywhere within the value.
  const bool cut = property.type == Type::path && property.test == Test::glob;
  out.value = c.how == "LIKE" ? (cut ? "(?:.*/)?" : "") + regex_of_like(value)
                              : (cut ? "(?:.*/)?[^/]*?(?:" : ".*?(?:") + value + (cut ? ")[^/]*" : ").*");
  const RE2 compiled(out.value, RE2::Quiet);
  if (!compiled.ok()) why = "the expression " + quoted(value) + " cannot be used: " + compiled.error();
  return compiled.ok();
}

bool value_of(const StixProperty& property, const StixComparison& c, const std::string& value, Indicator& out,
              std::string& why) {
  if (trim(value).empty()) {
    why = "the value of " + name_of_path(c) + " is empty";
    return false;
  }
  const bool pattern = c.how == "MATCHES" || (c.how == "LIKE" && has_like_wildcard(value));
  if (pattern) return pattern_value(property, c, value, out, why);
  out.type = property.type;
  out.test = property.test;
  out.weight = property.weight;
  out.value = trim(value);
  bool good = fit_value(out);
  if (c.how == "ISSUPERSET") good = good && out.test == Test::exact;  // an address is superset of itself only
  if (!good) why = quoted(value) + " is not a value of " + name_of_path(c);
  return good;
}

// Why it cannot be looked for, whatever its values are; "" it can.
std::string why_not(const StixComparison& c, const std::vector<StixProperty>& all) {
  if (all.empty()) return "nothing that is read has " + quoted(name_of_path(c));
  if (c.negated) return "a negation of " + name_of_path(c) + " cannot be looked for";
  const bool set = c.how == "ISSUBSET" || c.how == "ISSUPERSET";
  const bool known = c.how == "=" || c.how == "IN" || c.how == "LIKE" || c.how == "MATCHES" || set;
  const bool address = all.front().type == Type::ip || all.front().type == Type::domain;
  if (known && (!set || address)) return "";
  return "\"" + c.how + "\" of " + name_of_path(c) + " cannot be looked for";
}

// Indicators of which one met is this comparison met; none, with a reason, when it cannot be looked for.
std::vector<Indicator> alternatives_of(const StixComparison& c, std::vector<std::string>& unused) {
  std::vector<Indicator> out;
  indicators_of(c, out, unused);
  return out;
}

bool is_digest(const StixComparison& c) {
  const auto& all = stix_properties(c);
  return !c.negated && (c.how == "=" || c.how == "IN") && !all.empty() && all.front().digest;
}

// "dst_ref.type = 'ipv4-addr'" beside "dst_ref.value = '…'" says nothing that the value does not.
bool is_said_by_another(const StixComparison& c, const StixTogether& together) {
  if (c.negated || c.how != "=" || c.path.empty() || c.path.back() != "type") return false;
  return std::any_of(together.begin(), together.end(), [&](const StixComparison& other) {
    return other.object == c.object && other.path.size() == c.path.size() && other.path.back() == "value" &&
           std::equal(c.path.begin(), c.path.end() - 1, other.path.begin());
  });
}

bool names(const StixComparison& c, std::string_view object, std::string_view path) {
  return c.how == "=" && !c.negated && lower(c.object) == object && lower(join(c.path, ".")) == path;
}

// A file's name with its folder is a path.
void put_paths_together(StixTogether& together) {
  const auto find = [&](std::string_view object, std::string_view path) {
    return std::find_if(together.begin(), together.end(),
                        [&](const StixComparison& c) { return names(c, object, path); });
  };
  const auto name = find("file", "name");
  auto folder = find("file", "parent_directory_ref.path");
  if (folder == together.end()) folder = find("directory", "path");
  if (name == together.end() || folder == together.end()) return;
  auto path = folder->values[0];
  const char separator = path.find('\\') != std::string::npos ? '\\' : '/';
  if (!path.ends_with(separator)) path += separator;
  name->values[0] = path + name->values[0];
  name->path = {"path"};
  together.erase(folder);
}

// What a name leads to changes from day to day, and little that is read says it beside the name.
void drop_resolved(StixTogether& together, std::vector<std::string>& unused) {
  if (std::none_of(together.begin(), together.end(),
                   [](const StixComparison& c) { return names(c, "domain-name", "value"); }))
    return;
  const auto dropped = std::erase_if(together, [](const StixComparison& c) {
    return !c.negated && lower(c.object) == "domain-name" &&
           lower(join(c.path, ".")) == "resolves_to_refs.value";
  });
  if (dropped != 0) unused.emplace_back("what its name leads to is not tested, so the name counts for less");
}

// The digests of one file are digests of one content: each is enough.
void keep_needed(StixTogether& together, std::vector<StixComparison>& digests) {
  const auto all = together;
  std::erase_if(together, [&](const StixComparison& c) { return is_said_by_another(c, all); });
  put_paths_together(together);
  if (std::none_of(together.begin(), together.end(), is_digest)) return;
  std::erase_if(together, [&](const StixComparison& c) {
    if (is_digest(c)) digests.push_back(c);
    return is_digest(c) || follows_from_digest(c);
  });
}

Indicator both(Indicator first, const Indicator& second) {
  const auto condition = [](const Indicator& i) { return Condition{i.type, i.test, i.value}; };
  if (second.weight < first.weight) {  // the strongest is looked up; the rest is asked of what met it
    auto out = second;
    out.also = std::move(first.also);
    out.also.push_back(condition(first));
    return out;
  }
  first.also.push_back(condition(second));
  return first;
}

}  // namespace

void indicators_of(const StixComparison& c, std::vector<Indicator>& out, std::vector<std::string>& unused) {
  const auto& all = stix_properties(c);
  if (auto why = why_not(c, all); !why.empty()) {
    unused.push_back(std::move(why));
    return;
  }
  for (const auto& value : c.values) {
    std::string why;
    const auto before = out.size();
    for (const auto& property : all)
      if (Indicator one; value_of(property, c, value, one, why)) out.push_back(std::move(one));
    if (out.size() == before) unused.push_back(why);
  }
}

void indicators_of(const StixTogether& wanted, std::vector<Indicator>& out,
                   std::vector<std::string>& unused) {
  auto together = wanted;
  drop_resolved(together, unused);
  const bool less = together.size() != wanted.size();
  std::vector<StixComparison> digests;
  if (together.size() > 1) keep_needed(together, digests);
  std::vector<std::string> why;
  std::vector<Indicator> made;
  for (const auto& digest : digests)
    for (auto& one : alternatives_of(digest, why)) made.push_back(std::move(one));
  bool first = digests.empty(), whole = first || !made.empty();
  for (const auto& comparison : together) {
    const auto more = alternatives_of(comparison, why);
    if (first) {
      made = more;
    } else if (made.size() * more.size() <= most_combinations) {
      std::vector<Indicator> joined;
      for (const auto& a : made)
        for (const auto& b : more) joined.push_back(both(a, b));
      made = std::move(joined);
    } else {
      why.emplace_back("there are too many combinations");
      made.clear();
    }
    first = false;
    whole = whole && !more.empty();
  }
  if (wanted.size() > 1 && (!whole || made.empty())) {
    std::string reasons;
    for (const auto& reason : why) reasons += (reasons.empty() ? "" : "; ") + reason;
    unused.push_back("what it needs together cannot be tested, so none of it is: " + reasons);
    return;
  }
  for (auto& reason : why) unused.push_back(std::move(reason));
  if (less)
    for (auto& one : made) one.weight = std::max(one.weight, Weight::supporting);
  if (std::erase_if(made, [](const Indicator& one) { return !one.also.empty() && !can_be_met(one); }) != 0)
    unused.emplace_back("nothing that is read says together what it needs together");
  std::move(made.begin(), made.end(), std::back_inserter(out));
}

}  // namespace waarborg
