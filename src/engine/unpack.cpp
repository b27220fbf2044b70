#include "engine/unpack.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/archived_backups.h"
#include "engine/decrypting.h"
#include "engine/listing.h"
#include "engine/opened_backups.h"
#include "engine/peek.h"
#include "engine/unsealed.h"
#include "evidence/archive_names.h"
#include "evidence/spool.h"
#include "formats/sqlite.h"

namespace waarborg {
namespace {

Patterns* patterns = nullptr;  // built by the parent and inherited; only its scratch state is written

constexpr std::uint64_t in_memory = 32u << 20, part_in_memory = 256u << 10;
constexpr std::size_t head_bytes = 64 * 1024;

class Unpacking {
 public:
  Unpacking(const Order& order, int scratch, const Limits& limits, WorkerSink& out)
      : order_(order),
        limits_(limits),
        out_(out),
        scratch_(scratch),
        listing_(*patterns, out),
        encrypted_(order, out),
        again_(!order.closed.empty()) {
    for (std::size_t i = 0; i < order.picks.size(); ++i) {
      const auto& pick = order.picks[i];
      mains_[pick.entry].push_back(i);
      if (pick.sealed.key) sealed_[pick.entry] = pick.sealed;
      last_ = std::max(last_, pick.entry);
      for (const auto& w : pick.wants) {
        wanted_[w.entry].emplace_back(i, w.want);
        if (w.sealed.key) sealed_[w.entry] = w.sealed;
        last_ = std::max(last_, w.entry);
      }
    }
  }

  void run(const Source& archive) {
    over(archive, order_.path, "", 0);
    if (order_.task == Task::list && applications_ != 0)
      tell(Fault::unsupported,
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
        if (entry >= end_of(entry))
          for (const auto i : picks)
            out_.tell(Fault::truncated, "the archive ended before this entry", 0, order_.picks[i].path);
  }

 private:
  struct Held {
    std::shared_ptr<Source> main;
    std::vector<std::tuple<std::size_t, std::shared_ptr<Source>, std::string>> beside;
  };

  // What was told when the archive was listed before is not told again.
  void tell(Fault fault, std::string_view why, std::uint64_t offset, std::string_view path,
            Say as = Say::problem) {
    if (!again_) out_.tell(fault, why, offset, path, as);
  }

  void over(const Source& archive, const std::string& name, const std::string& prefix, unsigned depth) {
    const auto way = encrypted_.look(archive, prefix, next_ > OpenedBackups::number_mask);
    if (!way.encrypted) return walk(*ArchiveTree::over(archive, name, limits_), prefix, depth);
    if (way.key == nullptr) return;  // why was told
    // Nothing of it was told before, whatever was told of the archive that it lies in.
    const bool again = std::exchange(again_, false);
    const auto next = std::exchange(next_, way.first_number);
    walk(*ArchiveTree::over(archive, name, limits_, *way.key), prefix, depth);
    ends_[way.first_number] = next_;
    again_ = again;
    next_ = next;
  }

  // The number behind the last entry that was met, of the numbers that this one is of.
  std::uint64_t end_of(std::uint64_t entry) const {
    const auto first = entry & ~OpenedBackups::number_mask;
    if (first == 0) return next_;
    const auto at = ends_.find(first);
    return at == ends_.end() ? first : at->second;
  }

  void walk(ArchiveTree& tree, const std::string& prefix, unsigned depth) {
    ArchiveLinks links(*patterns, prefix);
    ArchivedBackups backups(order_, prefix, again_);
    const bool list = order_.task == Task::list;
    const auto walked = tree.each(
        [&](const Entry& entry, std::uint64_t, Content& content) {
          if (list && !again_) {
            listing_.offer_folders(entry, next_, prefix, links);
            links.saw(entry, next_);
          }
          return visit(entry, content, prefix, depth, backups);
        },
        [&](const TreeProblem& p) {
          tell(p.fault, p.why, p.offset, prefix + p.path, p.lost ? Say::problem : Say::remark);
        });
    if (!walked) tell(walked.error().fault, walked.error().what, walked.error().offset, prefix);
    if (list && !again_) listing_.resolve(links, prefix);
    if (!list) return;
    backups.list(*patterns, out_);
    listing_.offer_databases(prefix, [&](std::string_view folder) { return backups.stores(folder); });
  }

  bool visit(const Entry& entry, Content& content, const std::string& prefix, unsigned depth,
             ArchivedBackups& backups) {
    const auto number = next_++;
    if (number % 4096 == 4095) out_.alive();
    if ((number & OpenedBackups::number_mask) >= limits_.archive_entries) {
      tell(Fault::too_big, fmt::format("more than {} entries", limits_.archive_entries), 0, prefix);
      return stop();
    }
    const auto path = prefix + entry.path;
    Peek peek(content);
    const bool list = order_.task == Task::list;
    if (list && !again_) offer(number, path, entry, peek);
    const bool nested = order_.open_nested && entry.what == Name::What::file && is_archive(entry, peek);
    const auto mains = mains_.find(number);
    const auto wanted = wanted_.find(number);
    std::shared_ptr<Source> held;
    if (mains != mains_.end() || wanted != wanted_.end()) {
      if (!nested && wanted == wanted_.end() && mains->second.size() == 1 && !sealed_.contains(number) &&
          pass_through(mains->second[0], peek))
        return number < last_ || stop();
      held = hold(peek, path, waits(number) ? part_in_memory : in_memory);
      if (held != nullptr) deliver(number, path, held);
    }
    if (list && !nested && entry.what == Name::What::file)
      if (const auto slot = backups.see(entry.path, number))
        if (auto part = hold(peek, path, part_in_memory)) backups.keep(*slot, std::move(part));
    if (nested) {
      if (depth + 1 >= limits_.nesting) {
        tell(Fault::too_big, fmt::format("archives nested deeper than {}", limits_.nesting), 0, path);
      } else {
        if (held == nullptr) held = hold(peek, path);
        if (held != nullptr) over(*held, entry.path, path + "!/", depth + 1);
      }
    }
    return list || number < last_ || stop();
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
    const auto offered = listing_.offer(number, path, entry.what, [&] { return peek.head(); });
    if (number == 0 && !offered.any && entry.what == Name::What::file && !names_archive(entry.path))
      recognise_first(peek, path, entry);
    else if (!offered.itself && entry.what == Name::What::file && !says_plain(entry.path) &&
             !says_application(entry.path) && SqliteDatabase::recognise(peek.head()))
      listing_.see_database(number, path, peek.head());
  }

  // A lone compressed file has no path to go by: its content says what it is.
  void recognise_first(Peek& peek, const std::string& path, const Entry& entry) {
    const auto head = peek.looked();
    if (!head) return out_.tell(head.error().fault, head.error().what, head.error().offset, path);
    const auto own = order_.path.substr(order_.path.rfind('/') + 1);  // npos + 1 is 0
    const bool alone = own.starts_with(entry.path);                   // a compressed file, no archive
    for (std::size_t r = 0; r < all_readers().size(); ++r)
      if (const auto& reader = all_readers()[r]; reader.recognise != nullptr && reader.recognise(*head)) {
        listing_.offer_to(static_cast<std::uint16_t>(r), 0, path, entry.what);
        if (alone) say_recognised(reader.name);
      }
  }

  void say_recognised(std::string_view reader) {
    out_.say(Packer().number(static_cast<std::uint8_t>(Say::recognised)).text(reader));
  }

  std::shared_ptr<Source> hold(Stream& content, const std::string& path, std::uint64_t memory = in_memory) {
    LivelyStream lively(content, out_);
    const auto left = limits_.archive_bytes - scratch_used_;
    auto held = Spool::take(lively, {.memory = memory,
                                     .descriptor = scratch_,
                                     .start = scratch_used_,
                                     .limit = std::min(limits_.entry_bytes, left)});
    if (held) {
      if (!(*held)->is_in_memory()) scratch_used_ += (*held)->size();
      return std::move(*held);
    }
    tell(held.error().fault, held.error().what, held.error().offset, path);
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

  // Does it wait for what is beside it, or is it that? Then many are held at once.
  bool waits(std::uint64_t number) const {
    const auto mains = mains_.find(number);
    return wanted_.contains(number) ||
           (mains != mains_.end() &&
            std::ranges::any_of(mains->second, [&](auto i) { return !order_.picks[i].wants.empty(); }));
  }

  void deliver(std::uint64_t number, const std::string& path, std::shared_ptr<Source> held) {
    if (const auto at = sealed_.find(number); at != sealed_.end()) {
      auto open = unseal(held, at->second);
      if (!open) return tell(open.error().fault, open.error().what, open.error().offset, path);
      held = std::move(open->source);
      if (open->damage) damage_[number] = *open->damage;
    }
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
    tell_damage(order_.picks[pick].entry, "");
    for (const auto& w : order_.picks[pick].wants) tell_damage(w.entry, w.path);
    if (order_.picks[pick].packed) return read_packed(pick, source);
    File file{.path = order_.picks[pick].path};
    file.beside = beside;
    read_source(all_readers()[order_.picks[pick].reader], file, source, limits_, out_);
  }

  void tell_damage(std::uint64_t entry, const std::string& path) {
    const auto at = damage_.find(entry);
    if (at == damage_.end()) return;
    const auto& [fault, what, offset] = at->second;
    out_.problem(fault, path.empty() ? what : path + ": " + what, offset);
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
  std::map<std::size_t, Held> deferred_;    // pick → what it waits for
  std::map<std::uint64_t, Sealed> sealed_;  // by entry
  std::map<std::uint64_t, Error> damage_;
  Listing listing_;
  OpenedBackups encrypted_;
  std::map<std::uint64_t, std::uint64_t> ends_;  // of encrypted backups: first number → behind the last
  bool again_;                                   // only backups that did not open before
  std::uint64_t applications_ = 0;               // packages of applications that were not opened
  std::uint64_t next_ = 0, last_ = 0;
  bool stopped_early_ = false;
};

}  // namespace

void prepare_unpack(Patterns& inherited) {
  patterns = &inherited;
}

void unpack(const Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out) {
  const auto archive = unseal(descriptor_source(descriptors[0], order.size), order.sealed);
  if (!archive) return out.tell(archive.error().fault, archive.error().what, archive.error().offset, {});
  if (const auto& damage = archive->damage) out.tell(damage->fault, damage->what, damage->offset, {});
  Unpacking(order, order.spool ? descriptors.back() : -1, limits, out).run(*archive->source);
}

void list_backup(Order& order, const std::vector<int>& descriptors, WorkerSink& out) {
  std::vector<std::unique_ptr<Source>> sources;
  const auto parts = parts_of(order, descriptors, sources);
  BackupListing(*patterns, out, {}).run(parts, std::exchange(order.passwords, {}));
}

}  // namespace waarborg
