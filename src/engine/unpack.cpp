#include "engine/unpack.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "engine/patterns.h"
#include "evidence/spool.h"

namespace waarborg {
namespace {

Patterns* patterns = nullptr;  // built by the parent and inherited; only its scratch state is written

constexpr std::uint64_t in_memory = 32u << 20;

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
    const auto walked = tree->each(
        [&](const Entry& entry, std::uint64_t, Content& content) { return visit(entry, content, prefix, depth); },
        [&](const TreeProblem& p) { out_.tell(p.fault, p.why, p.offset, prefix + p.path, p.lost ? Say::problem : Say::remark); });
    if (!walked) out_.tell(walked.error().fault, walked.error().what, walked.error().offset, prefix);
  }

  bool visit(const Entry& entry, Content& content, const std::string& prefix, unsigned depth) {
    const auto number = next_++;
    if (number % 4096 == 4095) out_.alive();
    if (number >= limits_.archive_entries) {
      out_.tell(Fault::too_big, fmt::format("more than {} entries", limits_.archive_entries), 0, prefix);
      return stop();
    }
    const auto path = prefix + entry.path;
    if (order_.task == Task::list) offer(number, path, entry, content);
    const bool nested = order_.open_nested && entry.what == Name::What::file && names_archive(entry.path);
    const auto mains = mains_.find(number);
    const auto wanted = wanted_.find(number);
    std::shared_ptr<Source> held;
    if (mains != mains_.end() || wanted != wanted_.end()) {
      if (!nested && wanted == wanted_.end() && mains->second.size() == 1 && pass_through(mains->second[0], content))
        return number < last_ || stop();
      held = hold(content, path);
      if (held != nullptr) deliver(number, path, held);
    }
    if (nested) {
      if (depth + 1 >= limits_.nesting) {
        out_.tell(Fault::too_big, fmt::format("archives nested deeper than {}", limits_.nesting), 0, path);
      } else {
        if (held == nullptr) held = hold(content, path);
        if (held != nullptr) over(*held, entry.path, path + "!/", depth + 1);
      }
    }
    return order_.task == Task::list || number < last_ || stop();
  }

  bool stop() {
    stopped_early_ = true;
    return false;
  }

  // Tells the parent which readers want this entry; it decides and picks.
  void offer(std::uint64_t number, const std::string& path, const Entry& entry, Content& content) {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string_view() : std::string_view(path).substr(0, slash);
    const auto name = slash == std::string::npos ? std::string_view(path) : std::string_view(path).substr(slash + 1);
    patterns->match(folder, name, entry.what, found_);
    for (const auto& m : found_) {
      if (!m.packed) say_listed(number, path, m, entry);
    }
    // Content is read once: an archive's is left to whoever opens it.
    if (number == 0 && found_.empty() && entry.what == Name::What::file && !names_archive(entry.path))
      recognise_first(content, path, entry);
    // Anything may be wanted beside a match, so the parent gets to know the neighbours of matches it asks about.
    if (found_.empty() && entry.what == Name::What::file && beside_something(name))
      out_.say(Packer()
                   .number(static_cast<std::uint8_t>(Say::named))
                   .number(number)
                   .text(path)
                   .number(entry.size));
  }

  void say_listed(std::uint64_t number, const std::string& path, const PatternMatch& m, const Entry& entry) {
    out_.say(Packer()
                 .number(static_cast<std::uint8_t>(Say::listed))
                 .number(number)
                 .text(path)
                 .text(m.root)
                 .text(m.nearer)
                 .number(m.reader)
                 .number((m.marks_root ? 1u : 0u) | (m.names_only ? 2u : 0u) | (m.firm ? 4u : 0u))
                 .number(static_cast<std::uint8_t>(entry.what))
                 .number(entry.size));
  }

  // A lone compressed file has no path to go by: its content says what it is.
  void recognise_first(Content& content, const std::string& path, const Entry& entry) {
    const auto head = content.stream().next();
    if (!head) return out_.tell(head.error().fault, head.error().what, head.error().offset, path);
    const auto own = order_.path.substr(order_.path.rfind('/') + 1);  // npos + 1 is 0
    const bool alone = own.starts_with(entry.path);                   // a compressed file, no archive
    for (std::size_t r = 0; r < all_readers().size(); ++r)
      if (const auto& reader = all_readers()[r]; reader.recognise != nullptr && reader.recognise(*head)) {
        say_listed(0, path, {.reader = static_cast<std::uint16_t>(r), .root = {}, .nearer = {}}, entry);
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

  std::shared_ptr<Source> hold(Content& content, const std::string& path) {
    LivelyStream lively(content.stream(), out_);
    const auto left = limits_.archive_bytes - scratch_used_;
    auto held = Spool::take(lively, {.memory = in_memory, .descriptor = scratch_, .start = scratch_used_,
                                     .limit = std::min(limits_.entry_bytes, left)});
    if (held) {
      if (!(*held)->is_in_memory()) scratch_used_ += (*held)->size();
      return std::move(*held);
    }
    out_.tell(held.error().fault, held.error().what, held.error().offset, path);
    return nullptr;
  }

  // The common case: one reader, nothing beside it, read as it comes.
  bool pass_through(std::size_t pick, Content& content) {
    const auto& order = order_.picks[pick];
    const auto& reader = all_readers()[order.reader];
    if (!order.wants.empty() || reader.shape != Shape::stream) return false;
    begin(pick);
    LivelyStream lively(content.stream(), out_);
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
    File file{.path = order_.picks[pick].path};
    file.beside = beside;
    read_source(all_readers()[order_.picks[pick].reader], file, source, limits_, out_);
  }

  const Order& order_;
  const Limits& limits_;
  WorkerSink& out_;
  int scratch_;
  std::uint64_t scratch_used_ = 0;
  std::map<std::uint64_t, std::vector<std::size_t>> mains_;                               // entry → picks
  std::map<std::uint64_t, std::vector<std::pair<std::size_t, std::size_t>>> wanted_;      // entry → (pick, want)
  std::map<std::size_t, Held> deferred_;                                                  // pick → what it waits for
  std::vector<PatternMatch> found_;
  std::uint64_t next_ = 0, last_ = 0;
  bool stopped_early_ = false;
};

}  // namespace

void prepare_unpack(Patterns& inherited) { patterns = &inherited; }

void unpack(const Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out) {
  const auto archive = descriptor_source(descriptors[0], order.size);
  Unpacking(order, order.spool ? descriptors.back() : -1, limits, out).run(*archive);
}

}  // namespace waarborg
