#include "engine/unpack.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "engine/archive_links.h"
#include "engine/patterns.h"
#include "engine/peek.h"
#include "evidence/archive_names.h"
#include "evidence/spool.h"

namespace waarborg {
namespace {

Patterns* patterns = nullptr;  // built by the parent and inherited; only its scratch state is written

constexpr std::uint64_t in_memory = 32u << 20;
constexpr std::size_t head_bytes = 64 * 1024;

std::pair<std::string_view, std::string_view> parted(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

class Unpacking {
 public:
  Unpacking(const Order& order, int scratch, const Limits& limits, WorkerSink& out)
      : order_(order), limits_(limits), out_(out), scratch_(scratch) {
    for (std::size_t i = 0; i < order.picks.size(); ++i) {
      const auto& pick = order.picks[i];
      mains_[pick.entry].push_back(i);
      for (const auto& w : pick.wants) wanted_[w.entry].emplace_back(i, w.want);
      last_ = std::max(last_, pick.entry);
      for (const auto& w : pick.wants) last_ = std::max(last_, w.entry);
    }
  }

  void run(const Source& archive) {
    over(archive, order_.path, "", 0);
    if (order_.task == Task::list && applications_ != 0)
      out_.tell(Fault::unsupported,
                fmt::format("{} package(s) of applications in it (jar, docx, ...) are zips, and were not "
                            "opened",
                            applications_),
                0, {}, Say::remark);
    for (auto& [pick, held] : deferred_) {
      if (held.main == nullptr) continue;  // could not be read, which was said
      std::vector<Beside> beside;
      for (const auto& [want, source, path] : held.beside)
        beside.push_back({.want = want, .path = path, .source = source.get()});
      read(pick, *held.main, beside);
    }
    // A pick that the second pass did not meet was lost to damage between the two.
    if (order_.task == Task::unpack && !stopped_early_)
      for (const auto& [entry, picks] : mains_)
        if (entry >= next_)
          for (const auto i : picks)
            out_.tell(Fault::truncated, "the archive ended before this entry", 0, order_.picks[i].path);
  }

 private:
  struct Held {
    std::shared_ptr<Source> main;
    std::vector<std::tuple<std::size_t, std::shared_ptr<Source>, std::string>> beside;
  };

  void over(const Source& archive, const std::string& name, const std::string& prefix, unsigned depth) {
    const auto tree = ArchiveTree::over(archive, name, limits_);
    ArchiveLinks links(*patterns, prefix);
    const auto walked = tree->each(
        [&](const Entry& entry, std::uint64_t, Content& content) {
          if (order_.task == Task::list) {
            offer_folders(entry, prefix, links);
            links.saw(entry, next_);
          }
          return visit(entry, content, prefix, depth);
        },
        [&](const TreeProblem& p) {
          out_.tell(p.fault, p.why, p.offset, prefix + p.path, p.lost ? Say::problem : Say::remark);
        });
    if (!walked) out_.tell(walked.error().fault, walked.error().what, walked.error().offset, prefix);
    if (order_.task == Task::list) resolve(links, prefix);
  }

  void resolve(ArchiveLinks& links, const std::string& prefix) {
    links.resolve(
        beside_something, [&](const ArchiveLinks::Alias& a) { offer_alias(a, prefix); },
        [&](const ArchiveLinks::Lost& l) {
          if (l.path.empty()) return out_.tell(Fault::too_big, l.why, 0, prefix);
          say_astray(prefix + l.path, l.why);
        });
  }

  bool visit(const Entry& entry, Content& content, const std::string& prefix, unsigned depth) {
    const auto number = next_++;
    if (number % 4096 == 4095) out_.alive();
    if (number >= limits_.archive_entries) {
      out_.tell(Fault::too_big, fmt::format("more than {} entries", limits_.archive_entries), 0, prefix);
      return stop();
    }
    const auto path = prefix + entry.path;
    Peek peek(content);
    if (order_.task == Task::list) offer(number, path, entry, peek);
    const bool nested = order_.open_nested && entry.what == Name::What::file && is_archive(entry, peek);
    const auto mains = mains_.find(number);
    const auto wanted = wanted_.find(number);
    std::shared_ptr<Source> held;
    if (mains != mains_.end() || wanted != wanted_.end()) {
      if (!nested && wanted == wanted_.end() && mains->second.size() == 1 &&
          pass_through(mains->second[0], peek))
        return number < last_ || stop();
      held = hold(peek, path);
      if (held != nullptr) deliver(number, path, held);
    }
    if (nested) {
      if (depth + 1 >= limits_.nesting) {
        out_.tell(Fault::too_big, fmt::format("archives nested deeper than {}", limits_.nesting), 0, path);
      } else {
        if (held == nullptr) held = hold(peek, path);
        if (held != nullptr) over(*held, entry.path, path + "!/", depth + 1);
      }
    }
    return order_.task == Task::list || number < last_ || stop();
  }

  bool stop() {
    stopped_early_ = true;
    return false;
  }

  // An archive by its name, or by its first bytes where the name says nothing. Both passes must see it alike:
  // the numbers of the entries depend on it.
  bool is_archive(const Entry& entry, Peek& peek) {
    if (names_archive(entry.path)) return true;
    if (says_plain(entry.path)) return false;
    if (says_application(entry.path)) {
      ++applications_;
      return false;
    }
    const auto head = peek.head();
    return ArchiveTree::recognise_inside(head.first(std::min(head.size(), head_bytes)));
  }

  // Tells the parent which readers want this entry; it decides and picks.
  void offer(std::uint64_t number, const std::string& path, const Entry& entry, Peek& peek) {
    const auto [folder, name] = parted(path);
    patterns->match(folder, name, entry.what, found_);
    for (const auto& m : found_) say_listed(number, path, m, entry.what);
    if (entry.what == Name::What::file &&
        std::all_of(found_.begin(), found_.end(), [](const auto& m) { return m.names_only; }))
      offer_hive(number, path, peek);
    if (number == 0 && found_.empty() && entry.what == Name::What::file && !names_archive(entry.path))
      recognise_first(peek, path, entry);
    // Anything may be wanted beside a match, so the parent gets to know the neighbours of matches it asks
    // about.
    if (found_.empty() && entry.what == Name::What::file && beside_something(name)) say_named(number, path);
  }

  // Not every archive has entries for its folders; their names count all the same.
  void offer_folders(const Entry& entry, const std::string& prefix, ArchiveLinks& links) {
    if (entry.what == Name::What::folder) folders_.add(prefix + entry.path);
    for (auto slash = entry.path.rfind('/'); slash != std::string::npos && slash != 0;
         slash = entry.path.rfind('/', slash - 1)) {
      const Entry folder{.path = entry.path.substr(0, slash), .what = Name::What::folder};
      const auto path = prefix + folder.path;
      if (!folders_.add(path)) return;
      links.saw(folder, next_);
      const auto [above, name] = parted(path);
      patterns->match(above, name, Name::What::folder, found_);
      for (const auto& m : found_)
        if (m.names_only) say_listed(next_, path, m, Name::What::folder);
    }
  }

  // A hive under a name that no pattern spells so; such names are common, so the first bytes decide.
  void offer_hive(std::uint64_t number, const std::string& path, Peek& peek) {
    const auto spelled = windows_spelling(path);
    if (!spelled) return;
    const auto [folder, name] = parted(*spelled);
    patterns->match(folder, name, Name::What::file, there_);
    if (there_.empty() || !as_text(peek.head()).starts_with("regf")) return;
    for (auto m : there_) {
      if (m.names_only) continue;
      m.root = path.substr(0, m.root.size());
      m.nearer = path.substr(0, m.nearer.size());
      say_listed(number, path, m, Name::What::file);
    }
  }

  // The same for an entry under a path that links give it. Under its own, the same reader may want it anyway:
  // always where the link is not on the way of the pattern.
  void offer_alias(const ArchiveLinks::Alias& alias, const std::string& prefix) {
    const auto path = prefix + alias.path, real = prefix + alias.real;
    const auto [folder, name] = parted(path);
    patterns->match(folder, name, alias.what, found_);
    const auto [real_folder, real_name] = parted(real);
    patterns->match(real_folder, real_name, alias.what, there_);
    for (const auto& m : found_) {
      const bool twice = m.root.size() >= alias.link_length ||
                         std::any_of(there_.begin(), there_.end(), [&](const PatternMatch& t) {
                           return t.reader == m.reader && t.root == m.root && t.names_only == m.names_only &&
                                  t.packed == m.packed;
                         });
      if (!twice) say_listed(alias.entry, path, m, alias.what);
    }
    if (alias.what == Name::What::file && beside_something(name)) say_named(alias.entry, path);
  }

  void say_astray(const std::string& path, const std::string& why) {
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
    patterns->match(folder, name, Name::What::link, found_);
    for (const auto& m : found_)
      if (!m.names_only) say(m.root, Needed::file, m.reader);
    if (beside_something(name)) say("", Needed::beside, 0);
    patterns->ways(folder, name, ways_);
    std::set<std::string_view> roots;
    for (const auto& way : ways_) {
      // Names behind a wildcard are what a reader of names tells; only what a rule names is missed.
      const auto& rule = patterns->rules()[way.rule];
      if (rule.names && has_wildcard(rule.parents[way.level - 1])) continue;
      const auto root = std::string_view(path).substr(0, way.root_length);
      if (roots.insert(root).second) say(root, Needed::way, 0);
    }
  }

  void say_named(std::uint64_t number, const std::string& path) {
    out_.say(Packer().number(static_cast<std::uint8_t>(Say::named)).number(number).text(path).number(0));
  }

  void say_listed(std::uint64_t number, const std::string& path, const PatternMatch& m, Name::What what) {
    out_.say(Packer()
                 .number(static_cast<std::uint8_t>(Say::listed))
                 .number(number)
                 .text(path)
                 .text(m.root)
                 .text(m.nearer)
                 .number(m.reader)
                 .number((m.marks_root ? 1u : 0u) | (m.names_only ? 2u : 0u) | (m.firm ? 4u : 0u) |
                         (m.packed ? 8u : 0u))
                 .number(static_cast<std::uint8_t>(what))
                 .number(0));
  }

  // A lone compressed file has no path to go by: its content says what it is.
  void recognise_first(Peek& peek, const std::string& path, const Entry& entry) {
    const auto head = peek.looked();
    if (!head) return out_.tell(head.error().fault, head.error().what, head.error().offset, path);
    const auto own = order_.path.substr(order_.path.rfind('/') + 1);  // npos + 1 is 0
    const bool alone = own.starts_with(entry.path);                   // a compressed file, no archive
    for (std::size_t r = 0; r < all_readers().size(); ++r)
      if (const auto& reader = all_readers()[r]; reader.recognise != nullptr && reader.recognise(*head)) {
        say_listed(0, path, {.reader = static_cast<std::uint16_t>(r), .root = {}, .nearer = {}}, entry.what);
        if (alone) say_recognised(reader.name);
      }
  }

  void say_recognised(std::string_view reader) {
    out_.say(Packer().number(static_cast<std::uint8_t>(Say::recognised)).text(reader));
  }

  // Could a reader want a file of this name beside its match? Wants are few: "-wal", "../x/os-release".
  static bool beside_something(std::string_view name) {
    for (const auto& reader : all_readers())
      for (const auto want : reader.wants) {
        const auto last = want.substr(want.rfind('/') == std::string_view::npos ? 0 : want.rfind('/') + 1);
        if (name.ends_with(last)) return true;
      }
    return false;
  }

  std::shared_ptr<Source> hold(Stream& content, const std::string& path) {
    LivelyStream lively(content, out_);
    const auto left = limits_.archive_bytes - scratch_used_;
    auto held = Spool::take(lively, {.memory = in_memory,
                                     .descriptor = scratch_,
                                     .start = scratch_used_,
                                     .limit = std::min(limits_.entry_bytes, left)});
    if (held) {
      if (!(*held)->is_in_memory()) scratch_used_ += (*held)->size();
      return std::move(*held);
    }
    out_.tell(held.error().fault, held.error().what, held.error().offset, path);
    return nullptr;
  }

  // The common case: one reader, nothing beside it, read as it comes.
  bool pass_through(std::size_t pick, Stream& content) {
    const auto& order = order_.picks[pick];
    const auto& reader = all_readers()[order.reader];
    if (!order.wants.empty() || order.packed || reader.shape != Shape::stream) return false;
    begin(pick);
    LivelyStream lively(content, out_);
    File file{.path = order.path};
    file.stream = &lively;
    run_reader(reader, file, out_);
    return true;
  }

  void deliver(std::uint64_t number, const std::string& path, const std::shared_ptr<Source>& held) {
    if (const auto at = wanted_.find(number); at != wanted_.end())
      for (const auto& [pick, want] : at->second) deferred_[pick].beside.emplace_back(want, held, path);
    if (const auto at = mains_.find(number); at != mains_.end())
      for (const auto pick : at->second) {
        if (order_.picks[pick].wants.empty())
          read(pick, *held, {});
        else
          deferred_[pick].main = held;
      }
  }

  void begin(std::size_t pick) {
    out_.flush();
    out_.say(Packer().number(static_cast<std::uint8_t>(Say::begin)).number(pick));
  }

  void read(std::size_t pick, const Source& source, std::span<const Beside> beside) {
    begin(pick);
    if (order_.picks[pick].packed) return read_packed(pick, source);
    File file{.path = order_.picks[pick].path};
    file.beside = beside;
    read_source(all_readers()[order_.picks[pick].reader], file, source, limits_, out_);
  }

  // A compressed file in the archive: what is inside goes to the reader, with nothing beside it.
  void read_packed(std::size_t pick, const Source& source) {
    const auto& order = order_.picks[pick];
    const auto& reader = all_readers()[order.reader];
    const auto tree = ArchiveTree::over(source, order.path, limits_);
    const auto walked = tree->each(
        [&](const Entry&, std::uint64_t, Content& content) {
          File file{.path = order.path};
          if (reader.shape == Shape::stream) {
            LivelyStream lively(content.stream(), out_);
            file.stream = &lively;
            run_reader(reader, file, out_);
          } else if (const auto held = hold(content.stream(), {}); held != nullptr) {
            read_source(reader, file, *held, limits_, out_);
          }
          return false;
        },
        [&](const TreeProblem& p) {
          if (p.lost) out_.problem(p.fault, p.why, p.offset);
        });
    if (!walked) out_.problem(walked.error().fault, walked.error().what, walked.error().offset);
  }

  const Order& order_;
  const Limits& limits_;
  WorkerSink& out_;
  int scratch_;
  std::uint64_t scratch_used_ = 0;
  std::map<std::uint64_t, std::vector<std::size_t>> mains_;                           // entry → picks
  std::map<std::uint64_t, std::vector<std::pair<std::size_t, std::size_t>>> wanted_;  // entry → (pick, want)
  std::map<std::size_t, Held> deferred_;  // pick → what it waits for
  std::vector<PatternMatch> found_, there_;
  std::vector<Way> ways_;
  SeenNames folders_;
  std::uint64_t applications_ = 0;  // packages of applications that were not opened
  std::uint64_t next_ = 0, last_ = 0;
  bool stopped_early_ = false;
};

}  // namespace

void prepare_unpack(Patterns& inherited) {
  patterns = &inherited;
}

void unpack(const Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out) {
  const auto archive = descriptor_source(descriptors[0], order.size);
  Unpacking(order, order.spool ? descriptors.back() : -1, limits, out).run(*archive);
}

}  // namespace waarborg
