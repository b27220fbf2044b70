// Families of stalkerware in YAML, as Echap publishes them: packages, certificates, websites and servers of
// each. Its servers show an infection; the websites that sell it show that somebody looked at them. Format:
// https://github.com/AssoEchap/stalkerware-indicators, 2026-06-21.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::size_t head_size = std::size_t{64} * 1024, largest = 64u << 20;

// A list of mappings, the first lines of which name a family and what it has.
bool recognise(std::string_view, Bytes content) {
  const auto text = as_text(content.subspan(0, std::min(content.size(), head_size)));
  std::size_t at = 0;
  std::string_view line;
  bool whole = true, family = false, known = false;
  while (next_line(text, at, line, whole)) {
    const auto words_of = trim(line);
    if (words_of.empty() || words_of.starts_with('#') || words_of == "---") continue;
    if (!family && !words_of.starts_with("- name")) return false;
    family = true;
    for (const std::string_view key : {"packages:", "certificates:", "websites:", "c2:", "distribution:"})
      known |= words_of.starts_with(key);
    if (known) return true;
  }
  return false;
}

struct Member {
  std::string_view within, key;
  Type type;
  Test test;
  Weight weight;
};
constexpr std::array<Member, 9> members = {{
    {"", "packages", Type::app_id, Test::exact, Weight::decisive},
    {"", "ios_bundles", Type::app_id, Test::exact, Weight::decisive},
    {"", "certificates", Type::signer, Test::exact, Weight::decisive},
    {"", "certificate_organizations", Type::signer, Test::words, Weight::supporting},
    {"", "websites", Type::domain, Test::within, Weight::supporting},
    {"", "distribution", Type::domain, Test::within, Weight::supporting},
    {"c2", "ips", Type::ip, Test::exact, Weight::decisive},
    {"c2", "ip", Type::ip, Test::exact, Weight::decisive},
    {"c2", "domains", Type::domain, Test::within, Weight::decisive},
}};
constexpr std::array<std::string_view, 3> beside = {"name", "names", "type"};

bool is_read(std::string_view within, std::string_view key) {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& m) {
                       return (m.within == within && m.key == key) || (within.empty() && m.within == key);
                     }) ||
         (within.empty() && std::find(beside.begin(), beside.end(), key) != beside.end());
}

class Families {
 public:
  Families(const std::string& file, const std::map<std::string, std::uint64_t>& lines)
      : stem_(stem_of(file)), lines_(lines), warnings_(out_.warnings) {
    out_.name = stem_;
  }

  FeedContent read(Json root) {
    std::size_t n = 0;
    root.each([&](Json family) { read_family(family, fmt::format("/{}", n++)); });
    warnings_.finish();
    return std::move(out_);
  }

 private:
  std::uint64_t line_of(const std::string& pointer) const {
    const auto at = lines_.find(pointer);
    return at == lines_.end() ? 0 : at->second;
  }

  void read_family(Json family, const std::string& pointer) {
    const auto name = std::string(family["name"].text());
    if (name.empty())
      return warnings_.add(line_of(pointer), "", "a family without a name: nothing of it is used");
    for (const auto& member : members) {
      const bool inner = !member.within.empty();
      const auto list = (inner ? family[member.within] : family)[member.key];
      const auto where = fmt::format("{}{}{}/{}", pointer, inner ? "/" : "", member.within, member.key);
      std::size_t n = 0;
      const auto one = [&](Json value) { add(member, name, value.text(), fmt::format("{}/{}", where, n++)); };
      if (list.is(Json::Kind::text) && !list.text().empty()) add(member, name, list.text(), where);
      list.each(one);
    }
    tell_unread(family, name, pointer, "");
    tell_unread(family["c2"], name, pointer + "/c2", "c2");
  }

  void tell_unread(Json json, const std::string& name, const std::string& pointer, std::string_view within) {
    for (const auto& [key, value] : json.members())
      if (!is_read(within, key))
        warnings_.add(line_of(fmt::format("{}/{}", pointer, key)), name,
                      fmt::format("nothing that is read has \"{}\"", printable(shorten(key, 60))));
  }

  void add(const Member& member, const std::string& name, std::string_view value, const std::string& where) {
    Indicator i;
    i.type = member.type;
    i.test = member.test;
    i.weight = member.weight;
    i.value = trim(value);
    const bool words_only = member.test == Test::words;
    if (!words_only && !fit_value(i))
      return warnings_.add(line_of(where), name,
                           fmt::format("\"{}\" is none of {}", printable(shorten(value, 80)), member.key));
    i.id = fmt::format("{}:{}{}", stem_, name, where.substr(where.find('/', 1)));
    i.name = name;
    i.subject = campaign_subject(name);
    i.campaign = true;
    out_.indicators.push_back(i);
  }

  std::string stem_;
  const std::map<std::string, std::uint64_t>& lines_;
  FeedContent out_;
  FeedWarnings warnings_;
};

Result<FeedContent> read(FeedInput& in, const std::string& file) {
  const auto all = in.all();
  if (!all) return pass(all.error());
  const Bytes content = *all;
  if (content.size() > largest) return fail(Fault::too_big, "a list of families in YAML is at most 64 MB");
  const auto yaml = yaml_to_json(as_text(content));
  if (!yaml)
    return fail(yaml.error().fault, fmt::format("line {}: {}", yaml.error().offset, yaml.error().what));
  const auto document = JsonDocument::parse(yaml->json);
  if (!document) return pass(document.error());
  return Families(file, yaml->lines).read(document->root());
}

}  // namespace

Feed stalkerware_yaml() {
  return {.about = "Families of stalkerware (YAML).", .recognise = recognise, .read = read};
}

}  // namespace waarborg
