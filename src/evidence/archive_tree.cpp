#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include "evidence/archive_walk.h"

namespace waarborg {
namespace {

constexpr std::uint64_t head_bytes = 512;

class OpenArchive : public ArchiveTree {
 public:
  OpenArchive(const Source& source, std::string name, const Limits& limits)
      : source_(source), name_(std::move(name)), limits_(limits) {}

  Result<> each(const Visit& visit, const OnProblem& problem) override {
    const NamesLocale locale;
    Blob head(std::min(source_.size(), head_bytes));
    if (auto got = source_.read(0, head); !got) return pass(got.error());
    const auto packing = packing_of(head);
    if (packing == Packing::none) return fail(Fault::unsupported, "does not begin like an archive");
    ArchiveWalk::Progress progress;
    const auto run = [&](ArchiveInput::Zip zip) {
      auto input = ArchiveInput::open(source_, packing, zip);
      if (!input) return Result<>(pass(input.error()));
      const bool seeks = packing == Packing::tar || packing == Packing::cpio ||
                         (packing == Packing::zip && zip == ArchiveInput::Zip::by_directory);
      return ArchiveWalk(**input, name_, seeks, limits_, progress, visit, problem).run();
    };
    auto done = run(ArchiveInput::Zip::by_directory);
    if (done || packing != Packing::zip || done.error().fault == Fault::too_big ||
        done.error().fault == Fault::io)
      return done;
    // The directory of a zip lies at its end. Where it is lost or damaged the entries still have headers of
    // their own, and libarchive finds the next one behind a damaged one only when it reads from the front.
    const auto& error = done.error();
    problem(
        {"", error.fault == Fault::unsupported ? Fault::truncated : error.fault,
         fmt::format("its directory cannot be followed ({}): entries are read from the front", error.what),
         error.offset});
    return run(ArchiveInput::Zip::from_front);
  }

 private:
  const Source& source_;
  std::string name_;
  Limits limits_;
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
  if (!input || archive_read_next_header((*input)->handle(), &entry) < ARCHIVE_WARN || entry == nullptr) return false;
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

std::unique_ptr<ArchiveTree> ArchiveTree::over(const Source& source, std::string name, const Limits& limits) {
  prepare();
  return std::make_unique<OpenArchive>(source, std::move(name), limits);
}

}  // namespace waarborg
