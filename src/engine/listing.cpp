#include "engine/listing.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "engine/beside_parts.h"
#include "engine/survey_databases.h"

namespace waarborg {
namespace {

// The last components of what readers want beside their matches; they are few: "-wal", "os-release".
struct WantedEnds {
  std::vector<std::string_view> parts, others;  // parts of a match may have other letters than it
};

WantedEnds make_wanted_ends() {
  WantedEnds out;
  for (const auto& reader : all_readers())
    for (const auto want : reader.wants) {
      const auto last = want.substr(want.rfind('/') == std::string_view::npos ? 0 : want.rfind('/') + 1);
      auto& ends = is_part(want) ? out.parts : out.others;
      if (std::ranges::find(ends, last) == ends.end()) ends.push_back(last);
    }
  return out;
}

// Could a reader want a file of this name beside its match?
bool beside_something(std::string_view name) {
  static const auto ends = make_wanted_ends();
  constexpr std::size_t longest_part = 16;
  const auto low = lower(name.substr(name.size() - std::min(name.size(), longest_part)));
  return std::ranges::any_of(ends.others, [&](auto end) { return name.ends_with(end); }) ||
         std::ranges::any_of(ends.parts, [&](auto end) { return low.ends_with(end); }) ||
         may_be_renamed_log(name);
}

constexpr std::size_t recent_folders = 1 << 16;

bool names_only(const PatternMatch& m) {
  return m.names_only;
}

}  // namespace

Listing::Offered Listing::offer(std::uint64_t number, const std::string& path, Name::What what,
                                const std::function<Bytes()>& head) {
  const auto [folder, name] = parted(path);
  patterns_.match(folder, name, what, found_);
  for (const auto& m : found_) say_listed(number, path, m, what);
  if (patterns_.every_file && what == Name::What::file) offer_to(*patterns_.every_file, number, path, what);
  const Offered out{.any = !found_.empty(), .itself = !std::ranges::all_of(found_, names_only)};
  if (what == Name::What::folder && out.any) told_.add(path);
  if (what != Name::What::file || out.itself) return out;
  offer_hive(number, path, head);
  // Anything may be wanted beside a match, so the parent gets to know the neighbours of matches it asks
  // about.
  if (beside_something(name)) say_named(number, path);
  return out;
}

void Listing::offer_to(std::uint16_t reader, std::uint64_t number, const std::string& path, Name::What what) {
  say_listed(number, path, {.reader = reader, .root = {}, .nearer = {}}, what);
}

void Listing::see_database(std::uint64_t number, const std::string& path, Bytes head) {
  for (std::size_t r = 0; r < all_readers().size(); ++r)
    if (const auto& reader = all_readers()[r]; may_be_elsewhere(reader) && reader.recognise(head))
      databases_.push_back({number, path, static_cast<std::uint16_t>(r)});
}

void Listing::offer_databases(std::string_view prefix,
                              const std::function<bool(std::string_view folder)>& is_spoken_for) {
  std::erase_if(databases_, [&](const Database& d) {
    if (!d.path.starts_with(prefix)) return false;
    if (!is_spoken_for(parted(d.path).first))
      say_listed(d.number, d.path, {.reader = d.reader, .root = {}, .nearer = {}}, Name::What::file, true);
    return true;
  });
}

void Listing::offer_folders(const Entry& entry, std::uint64_t number, const std::string& prefix,
                            ArchiveLinks& links) {
  if (entry.what == Name::What::folder) folders_.add(prefix + entry.path);
  for (auto slash = entry.path.rfind('/'); slash != std::string::npos && slash != 0;
       slash = entry.path.rfind('/', slash - 1)) {
    const Entry folder{.path = entry.path.substr(0, slash), .what = Name::What::folder};
    const auto path = prefix + folder.path;
    if (!folders_.add(path)) return;
    links.saw(folder, number);
    const auto [above, name] = parted(path);
    patterns_.match(above, name, Name::What::folder, found_);
    for (const auto& m : found_)
      if (m.names_only) say_listed(number, path, m, Name::What::folder);
  }
}

void Listing::offer_folders(const Entry& entry, std::uint64_t number, const std::string& prefix) {
  recent_.resize(recent_folders);
  const auto met = [&](std::string_view path) {
    const auto hash = std::hash<std::string_view>()(path);
    return std::exchange(recent_[hash % recent_folders], hash) == hash;
  };
  if (entry.what == Name::What::folder) met(entry.path);
  const std::string_view whole = entry.path;
  for (auto slash = whole.rfind('/'); slash != std::string_view::npos && slash != 0;
       slash = whole.rfind('/', slash - 1)) {
    if (met(whole.substr(0, slash))) return;
    const auto path = prefix + entry.path.substr(0, slash);
    const auto [above, name] = parted(path);
    patterns_.match(above, name, Name::What::folder, found_);
    std::erase_if(found_, [](const auto& m) { return !m.names_only; });
    if (found_.empty() || !told_.add(path)) continue;
    for (const auto& m : found_) say_listed(number, path, m, Name::What::folder);
  }
}

// A hive under a name that no pattern spells so; such names are common, so the first bytes decide.
void Listing::offer_hive(std::uint64_t number, const std::string& path, const std::function<Bytes()>& head) {
  const auto spelled = windows_spelling(path);
  if (!spelled || !head) return;
  const auto [folder, name] = parted(*spelled);
  patterns_.match(folder, name, Name::What::file, there_);
  if (there_.empty() || !as_text(head()).starts_with("regf")) return;
  for (auto m : there_) {
    if (m.names_only) continue;
    m.root = path.substr(0, m.root.size());
    m.nearer = path.substr(0, m.nearer.size());
    say_listed(number, path, m, Name::What::file);
  }
}

bool Listing::means(ArchiveLinks& links, const std::string& path) {
  return links.means(path, beside_something);
}

void Listing::resolve(ArchiveLinks& links, const std::string& prefix) {
  links.resolve(
      beside_something, [&](const ArchiveLinks::Alias& a) { offer_alias(a, prefix); },
      [&](const ArchiveLinks::Lost& l) {
        if (l.path.empty()) return out_.tell(Fault::too_big, l.why, 0, prefix);
        say_astray(prefix + l.path, l.why);
      });
}

// An entry under a path that links give it. Under its own, the same reader may want it anyway: always where
// the link is not on the way of the pattern.
void Listing::offer_alias(const ArchiveLinks::Alias& alias, const std::string& prefix) {
  const auto path = prefix + alias.path, real = prefix + alias.real;
  const auto [folder, name] = parted(path);
  patterns_.match(folder, name, alias.what, found_);
  const auto [real_folder, real_name] = parted(real);
  patterns_.match(real_folder, real_name, alias.what, there_);
  for (const auto& m : found_) {
    const bool twice =
        m.root.size() >= alias.link_length || std::ranges::any_of(there_, [&](const PatternMatch& t) {
          return t.reader == m.reader && t.root == m.root && t.names_only == m.names_only &&
                 t.packed == m.packed;
        });
    if (!twice) say_listed(alias.entry, path, m, alias.what);
  }
  if (alias.what == Name::What::file && beside_something(name)) say_named(alias.entry, path);
}

void Listing::say_astray(const std::string& path, const std::string& why) {
  const auto say = [&](std::string_view root, Needed needed, std::uint16_t reader) {
    out_.say(Packer()
                 .number(static_cast<std::uint8_t>(Say::astray))
                 .text(path)
                 .text(root)
                 .number(static_cast<std::uint8_t>(needed))
                 .number(reader)
                 .text(why));
  };
  const auto [folder, name] = parted(path);
  patterns_.match(folder, name, Name::What::link, found_);
  for (const auto& m : found_)
    if (!m.names_only) say(m.root, Needed::file, m.reader);
  if (beside_something(name)) say("", Needed::beside, 0);
  patterns_.ways(folder, name, ways_);
  std::set<std::string_view> roots;
  for (const auto& way : ways_) {
    // Names behind a wildcard are what a reader of names tells; only what a rule names is missed.
    const auto& rule = patterns_.rules()[way.rule];
    if (rule.names && has_wildcard(rule.parents[way.level - 1])) continue;
    const auto root = std::string_view(path).substr(0, way.root_length);
    if (roots.insert(root).second) say(root, Needed::way, 0);
  }
}

void Listing::say_named(std::uint64_t number, const std::string& path) {
  out_.say(
      Packer().number(static_cast<std::uint8_t>(Say::named)).number(placed(number)).text(path).number(0));
}

void Listing::say_listed(std::uint64_t number, const std::string& path, const PatternMatch& m,
                         Name::What what, bool by_content) {
  const auto entry = m.names_only || what != Name::What::file ? number : placed(number);
  out_.say(Packer()
               .number(static_cast<std::uint8_t>(Say::listed))
               .number(entry)
               .text(path)
               .text(m.root)
               .text(m.nearer)
               .number(m.reader)
               .number((m.marks_root ? 1u : 0u) | (m.names_only ? 2u : 0u) | (m.firm ? 4u : 0u) |
                       (m.packed ? 8u : 0u) | (by_content ? 16u : 0u))
               .number(static_cast<std::uint8_t>(what))
               .number(0));
}

}  // namespace waarborg
