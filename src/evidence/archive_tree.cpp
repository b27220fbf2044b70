#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include "crypto/secret.h"
#include "evidence/android_backup_source.h"
#include "evidence/archive_extent.h"
#include "evidence/archive_walk.h"

namespace waarborg {
namespace {

constexpr std::uint64_t head_bytes = 512;
constexpr unsigned most_parts = 256;  // archives behind each other
constexpr unsigned most_before = 16;  // zips before each other; each is a call
constexpr std::uint64_t least_zip = 30;

class OpenArchive : public ArchiveTree {
 public:
  OpenArchive(const Source& source, std::string name, const Limits& limits, std::string password)
      : source_(source), name_(std::move(name)), limits_(limits), password_(std::move(password)) {}
  OpenArchive(const Source& source, std::string name, const Limits& limits, const AndroidBackupKey& key)
      : source_(source), name_(std::move(name)), limits_(limits), key_(&key) {}

  Result<> each(const Visit& visit, const OnProblem& problem) override {
    const NamesLocale locale;
    Blob head(std::min(source_.size(), head_bytes));
    if (auto got = source_.read(0, head); !got) return pass(got.error());
    if (packing_of(head) == Packing::none) return fail(Fault::unsupported, "does not begin like an archive");
    if (packing_of(head) == Packing::android_backup) return each_of_backup(visit, problem);
    ArchiveWalk::Progress progress;
    bool stopped = false;
    const Visit until_stopped = [&](const Entry& entry, std::uint64_t index, Content& content) {
      stopped = !visit(entry, index, content);
      return !stopped;
    };
    // What lies behind one archive may be the next: archives are put behind each other on purpose (initial
    // file systems of Linux) and by accident.
    std::uint64_t from = 0;
    for (unsigned parts = 0;; ++parts) {
      const auto rest = part_of(source_, from, source_.size() - from);
      auto end = one(*rest, progress, until_stopped, problem, 0);
      if (!end) {
        auto error = end.error();
        error.offset += from;
        return pass(error);
      }
      if (!*end) return {};
      const auto next = first_not_zero(source_, from + **end);
      if (!next) return pass(next.error());
      if (*next >= source_.size()) return {};
      Blob begin(std::min(source_.size() - *next, head_bytes));
      if (auto got = source_.read(*next, begin); !got) return pass(got.error());
      if (packing_of(begin) == Packing::none || is_weak(begin) || parts >= most_parts) {
        problem({"", Fault::malformed,
                 fmt::format("{} bytes behind the end of the archive were not read", source_.size() - *next),
                 *next});
        return {};
      }
      if (stopped) return {};
      from = *next;
      progress.seen = SeenNames();  // the same names again are other files
    }
  }

 private:
  // What lies in it is a tar, whatever its bytes look like.
  Result<> each_of_backup(const Visit& visit, const OnProblem& problem) {
    const auto data = key_ != nullptr ? open_android_backup(source_, *key_)
                                      : open_android_backup(source_, password_.view());
    if (!data) return pass(data.error());
    Blob head(std::min((*data)->size(), head_bytes));
    if (auto got = (*data)->read(0, head); !got) return pass(got.error());
    const auto packing = packing_of(head);
    if (packing != Packing::tar && packing != Packing::compressed)  // a backup in a backup would have no end
      return fail(head.empty() ? Fault::truncated : Fault::malformed, "the Android backup holds no tar");
    return OpenArchive(**data, "backup.tar", limits_, std::string()).each(visit, problem);
  }

  // Gives where the archive ended, where that was seen.
  using End = std::optional<std::uint64_t>;
  Result<End> one(const Source& whole, ArchiveWalk::Progress& progress, const Visit& visit,
                  const OnProblem& problem, unsigned depth) {
    Blob head(std::min(whole.size(), head_bytes));
    if (auto got = whole.read(0, head); !got) return pass(got.error());
    const auto packing = packing_of(head);
    // Zeros that fill no block of a tar are padding; libarchive takes them for a block that was cut.
    const auto last = packing == Packing::tar ? whole.size() - whole.size() % 512 : whole.size();
    const auto padding = first_not_zero(whole, last);
    const auto cut = part_of(whole, 0, padding && *padding == whole.size() ? last : whole.size());
    const auto& source = *cut;
    End end;
    bool visitor_stopped = false;
    const Visit watched = [&](const Entry& entry, std::uint64_t index, Content& content) {
      visitor_stopped = !visit(entry, index, content);
      return !visitor_stopped;
    };
    const auto run = [&](ArchiveInput::Zip zip) {
      auto input = ArchiveInput::open(source, packing, zip);
      if (!input) return Result<>(pass(input.error()));
      const bool seeks = packing == Packing::tar || packing == Packing::cpio ||
                         (packing == Packing::zip && zip == ArchiveInput::Zip::by_directory);
      ArchiveWalk walk(**input, name_, seeks, limits_, progress, watched, problem);
      auto done = walk.run();
      if (!walk.saw_end()) return done;
      const bool packed_cpio = packing == Packing::compressed && !(*input)->is_tar() && !(*input)->is_raw();
      if (done && packed_cpio) return look_behind(source, (*input)->unpacked_at(), end, problem);
      if (packing == Packing::compressed || packing == Packing::cpio) end = (*input)->packed_at();
      return done;
    };
    if (packing == Packing::zip) {
      // A zip is read from its end on: what lies before its first entry is read first, as a zip of its own.
      const auto extent = extent_of_zip(source);
      if (extent && extent->begin >= least_zip && extent->begin < source.size()) {
        const auto before = part_of(source, 0, extent->begin);
        if (depth >= most_before) return fail(Fault::too_big, "too many zips before each other");
        if (auto done = one(*before, progress, watched, problem, depth + 1); !done) {
          if (done.error().fault == Fault::too_big || done.error().fault == Fault::io)
            return pass(done.error());
          problem({"", done.error().fault, fmt::format("what lies before the zip: {}", done.error().what),
                   done.error().offset});
        }
        if (visitor_stopped) return End();
        progress.seen = SeenNames();
      }
      if (extent) end = extent->end;
    }
    if (packing == Packing::seven_zip) end = end_of_seven_zip(source);
    auto done = run(ArchiveInput::Zip::by_directory);
    if (done) return end;
    if (packing != Packing::zip || done.error().fault == Fault::too_big || done.error().fault == Fault::io)
      return pass(done.error());
    // The directory of a zip lies at its end. Where it is lost or damaged the entries still have headers of
    // their own, and libarchive finds the next one behind a damaged one only when it reads from the front.
    const auto& error = done.error();
    problem(
        {"", error.fault == Fault::unsupported ? Fault::truncated : error.fault,
         fmt::format("its directory cannot be followed ({}): entries are read from the front", error.what),
         error.offset});
    if (auto again = run(ArchiveInput::Zip::from_front); !again) return pass(again.error());
    return end;
  }

  // A cpio ends before the stream does that it was compressed into: reads that to its end.
  Result<> look_behind(const Source& source, std::uint64_t ended_at, End& end,
                       const OnProblem& problem) const {
    auto input = ArchiveInput::open_stream(source);
    if (!input) return pass(input.error());
    archive_entry* entry = nullptr;
    if (archive_read_next_header((*input)->handle(), &entry) != ARCHIVE_OK) return {};
    std::uint64_t at = 0, behind = 0;
    for (;;) {
      const void* bytes = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int got = archive_read_data_block((*input)->handle(), &bytes, &size, &offset);
      if (got == ARCHIVE_EOF) break;
      if (got != ARCHIVE_OK && got != ARCHIVE_WARN) return pass((*input)->error());
      const Bytes piece(static_cast<const std::uint8_t*>(bytes), size);
      const auto skip = at < ended_at ? std::min<std::uint64_t>(size, ended_at - at) : 0;
      const auto rest = piece.subspan(skip);
      if (behind != 0 || std::any_of(rest.begin(), rest.end(), [](auto b) { return b != 0; }))
        behind += rest.size();
      at += size;
      if (at > limits_.archive_bytes)
        return fail(Fault::too_big, "unpacks to too much behind the end of the archive");
    }
    if (behind != 0)
      problem({"", Fault::malformed,
               fmt::format("{} unpacked bytes behind the end of the archive were not read", behind),
               (*input)->packed_at()});
    end = (*input)->packed_at();
    return {};
  }

  const Source& source_;
  std::string name_;
  Limits limits_;
  SecretText password_;
  const AndroidBackupKey* key_ = nullptr;
};

}  // namespace

bool ArchiveTree::recognise(Bytes head) {
  return packing_of(head) != Packing::none;
}

bool ArchiveTree::recognise_inside(Bytes head) {
  const auto packing = packing_of(head);
  if (packing == Packing::none || is_weak(head)) return false;
  if (packing != Packing::compressed) return true;
  const auto source = memory_source(head);
  const auto input = ArchiveInput::open(*source, packing, ArchiveInput::Zip::by_directory);
  archive_entry* entry = nullptr;
  if (!input || archive_read_next_header((*input)->handle(), &entry) < ARCHIVE_WARN || entry == nullptr)
    return false;
  return !(*input)->is_raw() && archive_format((*input)->handle()) != ARCHIVE_FORMAT_EMPTY;
}

void ArchiveTree::prepare() {
  static std::once_flag once;
  std::call_once(once, [] {
    load_names_locale();
    setenv("TZ", "UTC0", 1);
    tzset();
  });
}

std::unique_ptr<ArchiveTree> ArchiveTree::over(const Source& source, std::string name, const Limits& limits,
                                               std::string password) {
  prepare();
  return std::make_unique<OpenArchive>(source, std::move(name), limits, std::move(password));
}

std::unique_ptr<ArchiveTree> ArchiveTree::over(const Source& source, std::string name, const Limits& limits,
                                               const AndroidBackupKey& key) {
  prepare();
  return std::make_unique<OpenArchive>(source, std::move(name), limits, key);
}

}  // namespace waarborg
