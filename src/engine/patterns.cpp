#include "engine/patterns.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace waarborg {

std::pair<std::string_view, std::string_view> parted(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

std::size_t packed_suffix(std::string_view name) {
  constexpr std::array<std::string_view, 5> suffixes = {".gz", ".xz", ".zst", ".bz2", ".lz4"};
  for (const auto s : suffixes)
    if (name.size() > s.size() && name.ends_with(s)) return s.size();
  return 0;
}

std::optional<std::string> windows_spelling(std::string_view path) {
  constexpr std::array<std::string_view, 4> hives = {"SOFTWARE", "SYSTEM", "DEFAULT", "NTUSER.DAT"};
  constexpr std::array<std::string_view, 6> folders = {
      "Windows", "System32", "config", "Users", "ServiceProfiles", "Documents and Settings"};
  const auto slash = path.rfind('/');
  const auto last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  if (last.size() < 6 || last.size() > 10) return {};
  const auto low = lower(last);
  const auto hive = std::find_if(hives.begin(), hives.end(), [&](auto h) { return lower(h) == low; });
  if (hive == hives.end()) return {};
  std::string out;
  auto parts = split(path, '/');
  parts.back() = *hive;
  for (auto part : parts) {
    const auto folded = lower(part);
    const auto at = std::find_if(folders.begin(), folders.end(), [&](auto f) { return lower(f) == folded; });
    if (!out.empty()) out += '/';
    out += at == folders.end() ? part : *at;
  }
  if (out == path || out.size() != path.size()) return {};
  return out;
}

bool names_archive(std::string_view name) {
  constexpr std::array<std::string_view, 9> suffixes = {".tar", ".tgz", ".txz",  ".tbz2",   ".tzst",
                                                        ".zip", ".7z",  ".cpio", ".tar.lz4"};
  const auto low = lower(name.size() > 16 ? name.substr(name.size() - 16) : name);
  std::string_view tail = low;
  if (const auto packed = packed_suffix(tail);
      packed != 0 && tail.substr(0, tail.size() - packed).ends_with(".tar"))
    return true;
  return std::any_of(suffixes.begin(), suffixes.end(), [&](auto s) {
    return tail.size() >= s.size() && tail.ends_with(s) && name.size() > s.size();
  });
}

namespace {

// "config" as "[cC][oO]..."; classes stay as they are.
std::string without_case(std::string_view part) {
  std::string out;
  bool in_class = false;
  for (const char c : part) {
    in_class = c == '[' || (in_class && c != ']');
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (in_class || low < 'a' || low > 'z')
      out += c;
    else
      out.append("[").append(1, low).append(1, static_cast<char>(low - 32)).append("]");
  }
  return out;
}

// A path as a pattern that means just that.
std::string as_glob(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[')
      out.append("[").append(1, c).append("]");
    else
      out += c;
  }
  return out;
}

// On Apple's systems /var, /tmp and /etc are links into /private; either may be written.
std::vector<std::string> spellings(std::string_view path) {
  constexpr std::string_view real = "/private";
  std::vector<std::string> out = {std::string(path.substr(1))};
  const auto is_linked = [](std::string_view p) {
    return p.starts_with("/var/") || p.starts_with("/tmp/") || p.starts_with("/etc/");
  };
  if (is_linked(path))
    out.push_back(std::string(real.substr(1)) + std::string(path));
  else if (path.starts_with(real) && is_linked(path.substr(real.size())))
    out.emplace_back(path.substr(real.size() + 1));
  return out;
}

}  // namespace

std::string Patterns::Rule::text() const {
  std::string out;
  for (const auto& p : parents) out += p + "/";
  return out + last;
}

Patterns::Patterns(const std::vector<Reader>& readers, const Index& index) {
  std::uint16_t names_reader = UINT16_MAX;
  for (std::size_t r = 0; r < readers.size(); ++r) {
    const bool names = readers[r].shape == Shape::names;
    const auto& emits = readers[r].emits;
    if (names && std::find(emits.begin(), emits.end(), PathSeen::kind) != emits.end())
      names_reader = static_cast<std::uint16_t>(r);
    for (const auto p : readers[r].paths) add(p, static_cast<std::uint16_t>(r), names, readers[r].any_case);
  }
  if (names_reader != UINT16_MAX) add_indicators(index, names_reader);
  // Only now: the texts do not move any more.
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const auto& rule = rules_[i];
    if (rule.any_case && !rule.wild_last)
      continue;  // found by its folded name, see add()
    else if (!rule.wild_last)
      by_last_[rule.last].push_back(i);
    else
      add_wild(i);
    bool literal = false;
    for (std::uint32_t k = 1; k <= rule.parents.size() && !rule.anywhere; ++k) {
      const auto& part = rule.parents[k - 1];
      literal |= !has_wildcard(part);
      if (literal) (has_wildcard(part) ? wild_way_ : by_way_[part]).push_back({.rule = i, .level = k});
    }
  }
}

// The names that indicators of paths ask for: a whole path wherever a system's root lies, a bare name in any
// folder. For a regular expression each name is asked.
void Patterns::add_indicators(const Index& index, std::uint16_t reader) {
  bool every = false;
  for (std::uint32_t i = 0; i < index.size(); ++i) {
    const auto& indicator = index.indicator(i);
    if (indicator.type != Type::path) continue;
    if (indicator.test == Test::regex) {
      every |= indicator.subject != "canary";
      continue;
    }
    std::string_view path = indicator.value;
    while (path.ends_with('/')) path.remove_suffix(1);
    const auto pattern = indicator.test == Test::glob ? std::string(path) : as_glob(path);
    if (indicator.test == Test::glob && path.starts_with("**/"))
      add(path, reader, true);
    else if (path.find_first_of("/\\") == std::string_view::npos && !path.empty())
      add("**/" + pattern, reader, true);
    else if (path.starts_with('/') && path.size() > 1)
      for (const auto& spelling : spellings(pattern)) add(spelling, reader, true);
  }
  if (every) add("**/*", reader, true);
}

void Patterns::add(std::string_view pattern, std::uint16_t reader, bool names, bool any_case) {
  Rule rule{.parents = {},
            .last = {},
            .reader = reader,
            .any_case = any_case,
            .anywhere = pattern.starts_with("**/"),
            .names = names,
            .literal = !has_wildcard(pattern),
            .wild_last = false};
  if (rule.anywhere) pattern.remove_prefix(3);
  for (const auto part : split(pattern, '/')) rule.parents.emplace_back(part);
  rule.last = std::move(rule.parents.back());
  rule.parents.pop_back();
  rule.wild_last = has_wildcard(rule.last);
  if (any_case) {
    if (!rule.wild_last) {
      by_folded_[lower(rule.last)].push_back(static_cast<std::uint32_t>(rules_.size()));
      longest_folded_ = std::max(longest_folded_, rule.last.size());
    }
    for (auto& parent : rule.parents) parent = without_case(parent);
    rule.last = without_case(rule.last);
  }
  rules_.push_back(std::move(rule));
}

// A rule whose last component has a wildcard is asked for by what is fixed about it: of its folders the
// nearest that has no wildcard, and of the name its end or its beginning.
void Patterns::add_wild(std::uint32_t i) {
  const auto& rule = rules_[i];
  if (rule.parents.empty() && rule.anywhere) {
    const auto fixed = rule.last.find_last_of("*?[]");
    if (const auto end = static_cast<unsigned char>(rule.last.back()); fixed + 1 < rule.last.size())
      by_end_[end].push_back(i);
    else if (const auto first = static_cast<unsigned char>(rule.last.front());
             !has_wildcard(rule.last.substr(0, 1)))
      by_begin_[first].push_back(i);
    else
      any_name_.push_back(i);
    return;
  }
  for (std::size_t up = 1; up <= rule.parents.size(); ++up) {
    const auto& parent = rule.parents[rule.parents.size() - up];
    if (has_wildcard(parent)) continue;
    if (wild_below_.size() < up) wild_below_.resize(up);
    wild_below_[up - 1][parent].push_back(i);
    return;
  }
  wild_.push_back(i);
}

void Patterns::enter(std::string_view folder) {
  folder_.assign(folder);
  entered_ = true;
  starts_.clear();
  if (!folder_.empty()) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < folder_.size(); ++i)
      if (folder_[i] == '/') starts_.push_back(i + 1);
  }
  here_.clear();
  std::size_t root = 0;
  for (const auto i : wild_)
    if (fits(rules_[i], root)) here_.push_back(i);
  for (std::size_t up = 1; up <= std::min(wild_below_.size(), starts_.size()); ++up) {
    const auto at = wild_below_[up - 1].find(component(starts_.size() - up));
    if (at == wild_below_[up - 1].end()) continue;
    for (const auto i : at->second)
      if (fits(rules_[i], root)) here_.push_back(i);
  }
}

std::string_view Patterns::component(std::size_t at) const {
  const auto end = at + 1 < starts_.size() ? starts_[at + 1] - 1 : folder_.size();
  return std::string_view(folder_).substr(starts_[at], end - starts_[at]);
}

// Do the last components of folder and name meet the first parents of the rule?
bool Patterns::begins(const Rule& rule, std::size_t level, std::string_view name) const {
  if (level > starts_.size() + 1) return false;
  const auto meets = [](const std::string& parent, std::string_view component) {
    return component == parent || (has_wildcard(parent) && glob(parent, component));
  };
  if (!meets(rule.parents[level - 1], name)) return false;
  for (std::size_t k = level - 1; k-- > 0;) {
    if (!meets(rule.parents[k], component(starts_.size() - (level - 1) + k))) return false;
  }
  return true;
}

void Patterns::ways(std::string_view folder, std::string_view name, std::vector<Way>& out) {
  out.clear();
  if (!entered_ || folder != folder_) enter(folder);
  const auto take = [&](Way way) {
    if (!begins(rules_[way.rule], way.level, name)) return;
    const auto first = starts_.size() - (way.level - 1);
    way.root_length = way.level == 1 ? folder_.size() : starts_[first] == 0 ? 0 : starts_[first] - 1;
    out.push_back(way);
  };
  if (const auto at = by_way_.find(name); at != by_way_.end())
    for (const auto& way : at->second) take(way);
  for (const auto& way : wild_way_) take(way);
}

// Do the last components of the folder meet the rule's parents? Gives the length of what lies above them.
bool Patterns::fits(const Rule& rule, std::size_t& root_length) const {
  const auto n = rule.parents.size();
  if (n > starts_.size()) return false;
  for (std::size_t k = n; k-- > 0;) {
    const auto here = component(starts_.size() - n + k);
    if (here != rule.parents[k] && !(has_wildcard(rule.parents[k]) && glob(rule.parents[k], here)))
      return false;
  }
  if (rule.anywhere) {
    root_length = 0;
    return true;
  }
  const auto first = starts_.size() - n;
  root_length = n == 0 ? folder_.size() : starts_[first] == 0 ? 0 : starts_[first] - 1;
  return true;
}

void Patterns::test(const Rule& rule, std::string_view name, bool packed,
                    std::vector<PatternMatch>& out) const {
  if ((rule.wild_last || rule.any_case) && !glob(rule.last, name)) return;
  std::size_t root = 0;
  if (!fits(rule, root)) return;
  PatternMatch match{
      .reader = rule.reader,
      .root = folder_.substr(0, root),
      .nearer = folder_.substr(0, root),
      .marks_root = rule.literal && !rule.anywhere && !rule.names && !packed,
      .firm = rule.literal && !rule.anywhere && !rule.names && !packed,
      .named = rule.literal && !rule.anywhere && !rule.names && !packed && !rule.parents.empty(),
      .packed = packed,
      .names_only = rule.names};
  for (auto& before : out)  // two patterns of one reader
    if (before.reader == match.reader && before.packed == packed) {
      before.marks_root |= match.marks_root;
      before.named |= match.named;
      before.firm = (match.firm && match.root.size() <= before.root.size()) ||
                    (before.firm && before.root.size() <= match.root.size());
      if (match.root.size() < before.root.size()) before.root = match.root;
      if (match.nearer.size() > before.nearer.size()) before.nearer = match.nearer;
      return;
    }
  out.push_back(std::move(match));
}

void Patterns::match(std::string_view folder, std::string_view name, Name::What what,
                     std::vector<PatternMatch>& out) {
  out.clear();
  if (!entered_ || folder != folder_) enter(folder);
  const auto look = [&](std::string_view as, bool packed) {
    if (const auto at = by_last_.find(as); at != by_last_.end())
      for (const auto i : at->second)
        if (!packed || !rules_[i].names) test(rules_[i], as, packed, out);
    if (as.size() <= longest_folded_)
      if (const auto at = by_folded_.find(lower(as)); at != by_folded_.end())
        for (const auto i : at->second)
          if (!packed || !rules_[i].names) test(rules_[i], as, packed, out);
    const auto ask = [&](const std::vector<std::uint32_t>& rules) {
      for (const auto i : rules)
        if (!packed || !rules_[i].names) test(rules_[i], as, packed, out);
    };
    if (!as.empty()) {
      ask(by_end_[static_cast<unsigned char>(as.back())]);
      ask(by_begin_[static_cast<unsigned char>(as.front())]);
    }
    ask(any_name_);
    ask(here_);
  };
  look(name, false);
  if (what != Name::What::file && what != Name::What::link)
    std::erase_if(out, [](const auto& m) { return !m.names_only && !m.named; });
  if (what == Name::What::file)
    if (const auto suffix = packed_suffix(name)) {
      // "x.log*" wants "x.log.gz" too, but means what is inside.
      std::vector<PatternMatch> inside;
      std::swap(inside, out);
      look(name.substr(0, name.size() - suffix), true);
      std::swap(inside, out);
      std::erase_if(out, [](const auto& m) { return !m.names_only; });
      for (auto& m : inside) out.push_back(std::move(m));
    }
}

}  // namespace waarborg
