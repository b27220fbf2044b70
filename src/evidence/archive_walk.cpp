#include "evidence/archive_walk.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "evidence/archive_content.h"
#include "evidence/descriptor.h"

namespace waarborg {
namespace {

constexpr std::uint64_t ratio_counts_from = 64ull << 20;  // preallocated files are zeros and no bombs
constexpr unsigned most_failures_in_place = 64;
constexpr unsigned most_empty_pieces = 10'000;
constexpr std::uint64_t tar_block = 512;
constexpr std::size_t most_name_in_text = 200;

Name::What kind_of(archive_entry* entry) {
  // Formats that keep the content with the last of several hard links say its size there.
  if (archive_entry_hardlink(entry) != nullptr && archive_entry_size(entry) <= 0) return Name::What::link;
  const auto type = static_cast<mode_t>(archive_entry_filetype(entry));
  if (type != 0) return what_of(type);
  const char* path = archive_entry_pathname(entry);
  return path != nullptr && std::string_view(path).ends_with('/') ? Name::What::folder : Name::What::file;
}

// 257 bytes into a header of tar stands its name, wherever the header is cut behind that.
bool begins_like_tar(Bytes bytes) {
  return bytes.size() >= 262 && as_text(bytes.subspan(257, 5)) == "ustar";
}

}  // namespace

ArchiveWalk::ArchiveWalk(ArchiveInput& input, std::string_view name, bool seeks, const Limits& limits,
                         Progress& progress, const ArchiveTree::Visit& visit, const OnProblem& problem)
    : input_(input),
      name_(name),
      seeks_(seeks),
      limits_(limits),
      visit_(visit),
      problem_(problem),
      progress_(progress) {
  before_ = std::exchange(progress_.seen, SeenNames());
}

Result<> ArchiveWalk::run() {
  for (;;) {
    archive_entry* entry = nullptr;
    auto step = next_header(entry);
    if (step && *step == Step::entry) step = take_entry(entry);
    if (!step) return pass(step.error());
    if (*step == Step::end) return {};
  }
}

Result<ArchiveWalk::Step> ArchiveWalk::next_header(archive_entry*& entry) {
  path_.clear();
  const int got = archive_read_next_header(input_.handle(), &entry);
  if (got == ARCHIVE_EOF) return at_end();
  if (got == ARCHIVE_FATAL) return pass(input_.error());
  if (got == ARCHIVE_OK || got == ARCHIVE_WARN) {
    in_damage_ = false;
    if (progress_.index >= limits_.archive_entries)
      return fail(Fault::too_big, fmt::format("holds more than {} entries", limits_.archive_entries),
                  packed_at());
    if (got == ARCHIVE_WARN) {
      bool left = false;
      const char* path = archive_entry_pathname(entry);
      path_ = safe_path(path == nullptr ? "" : path, left);
      report(input_.error());
    }
    return Step::entry;
  }
  // A header that makes no sense: libarchive looks for the next one. One problem for each stretch of damage.
  if (!in_damage_) report(input_.error());
  in_damage_ = true;
  const auto at = input_.unpacked_at();
  failed_there_ = at == failed_at_ ? failed_there_ + 1 : 0;
  failed_at_ = at;
  if (failed_there_ > most_failures_in_place)
    return fail(Fault::malformed, "no way on behind damage", packed_at());
  return Step::again;
}

Result<ArchiveWalk::Step> ArchiveWalk::take_entry(archive_entry* entry) {
  held_.reset();
  pieces_ended_ = false;
  pieces_end_ = 0;
  const Entry described = describe(entry);
  if (before_.has(path_)) {
    if (auto passed = pass_by(true); !passed) return pass(passed.error());
    return Step::again;
  }
  EntryContent content(*this);
  if (described.what != Name::What::file) content.is_empty();
  if (archive_entry_is_data_encrypted(entry) == 1) {
    const Error encrypted{Fault::encrypted, "is encrypted", packed_at()};
    report(encrypted);
    content.fails(encrypted);
  }
  if (input_.is_raw()) {
    if (auto fits = look_into_raw(); !fits) return pass(fits.error());
  }
  const auto index = progress_.index++;
  const bool on = path_.empty() || visit_(described, index, content);  // "" is the archive's own root
  if (stopped_) return pass(*stopped_);
  saw_end_ = input_.is_raw() && pieces_ended_ && !content.has_failed();
  if (!on || input_.is_raw()) return Step::end;
  if (auto passed = pass_by(content.has_failed()); !passed) return pass(passed.error());
  entry_ended_at_ = input_.unpacked_at();
  return Step::again;
}

Entry ArchiveWalk::describe(archive_entry* entry) {
  Entry out;
  out.what = kind_of(entry);
  out.path = name_of_entry(entry, out.what == Name::What::folder);
  path_ = out.path;
  if (archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) > 0)
    out.size = static_cast<std::uint64_t>(archive_entry_size(entry));
  if (const char* other = archive_entry_hardlink(entry); other != nullptr && *other != 0) {
    out.target = other;
    out.hard = true;
  } else if (const char* target = archive_entry_symlink(entry); target != nullptr) {
    out.target = target;
  }
  if (archive_entry_mtime_is_set(entry) != 0)
    out.modified = time_of(archive_entry_mtime(entry), archive_entry_mtime_nsec(entry));
  if (out.what != Name::What::folder && !progress_.seen.add(out.path))
    remark({Fault::malformed, "a second entry of this name", packed_at()});
  return out;
}

std::string ArchiveWalk::name_of_entry(archive_entry* entry, bool folder) {
  if (input_.is_raw()) return unpacked_name(name_, input_.layers());
  const char* written = archive_entry_pathname(entry);
  const std::string_view path = written == nullptr ? "" : written;
  bool left = false;
  auto safe = safe_path(path, left);
  const bool is_root = safe.empty() && folder && !left && !path.empty();
  const bool nameless = safe.empty() && !is_root;
  if (nameless) safe = fmt::format("unnamed-{}", progress_.index);
  path_ = safe;
  if (left) {
    const auto shown = shorten(printable(path), most_name_in_text);
    remark({Fault::malformed, fmt::format("its name \"{}\" leaves the archive", shown), packed_at()});
  } else if (nameless) {
    remark({Fault::malformed, "has no name that can be read", packed_at()});
  }
  return safe;
}

// A compressed file that holds no archive is one entry. A tar that is cut in its first header is no such
// file.
Result<> ArchiveWalk::look_into_raw() {
  auto first = next_piece();
  if (!first) return pass(first.error());
  if (begins_like_tar(first->bytes))
    return fail(Fault::truncated, "a tar that ends in its first header", packed_at());
  if (says_tar(name_))
    return fail(first->bytes.size() < tar_block ? Fault::truncated : Fault::malformed,
                "holds no tar, though its name says so", packed_at());
  held_ = *first;
  return {};
}

Result<ArchiveWalk::Piece> ArchiveWalk::next_piece() {
  if (held_) return *std::exchange(held_, std::nullopt);
  for (unsigned tries = 0; !pieces_ended_ && tries < most_empty_pieces; ++tries) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int got = archive_read_data_block(input_.handle(), &bytes, &size, &offset);
    if (got == ARCHIVE_EOF) {
      pieces_ended_ = true;
      // A sparse file may end with a hole; only tar says where.
      if (input_.is_tar() && offset > 0) pieces_end_ = static_cast<std::uint64_t>(offset);
    } else if (got == ARCHIVE_OK || got == ARCHIVE_WARN) {
      if (got == ARCHIVE_WARN) report(input_.error());
      if (size == 0) continue;
      if (offset < 0) return fail(Fault::malformed, "a piece lies before its entry", packed_at());
      return Piece{Bytes(static_cast<const std::uint8_t*>(bytes), size), static_cast<std::uint64_t>(offset)};
    } else if (got != ARCHIVE_RETRY) {
      pieces_ended_ = true;
      auto error = input_.error();
      if (got == ARCHIVE_FATAL) stopped_ = error;
      return pass(error);
    }
  }
  if (!pieces_ended_) return fail(Fault::malformed, "unpacks to nothing without an end", packed_at());
  return Piece{{}, pieces_end_};
}

Result<> ArchiveWalk::count(std::uint64_t bytes, Made made) {
  unpacked_ += bytes;
  const auto packed = std::max<std::uint64_t>(1, input_.packed_read());
  if (unpacked_ > limits_.archive_bytes)
    stopped_ = {Fault::too_big,
                fmt::format("all together unpacks to more than {} bytes", limits_.archive_bytes),
                packed_at()};
  else if (made == Made::unpacked && unpacked_ > ratio_counts_from && unpacked_ / packed > limits_.ratio)
    stopped_ = {Fault::too_big, fmt::format("unpacks to more than {} times its size", limits_.ratio),
                packed_at()};
  if (stopped_) return pass(*stopped_);
  return {};
}

// Behind what the visitor left unread. Where that means unpacking it, the limits hold for it too.
Result<> ArchiveWalk::pass_by(bool error_was_seen) {
  for (bool more = !seeks_ && !pieces_ended_; more;) {
    const auto piece = next_piece();
    if (!piece && !stopped_ && !error_was_seen) report(piece.error());
    const auto counted = piece ? count(piece->bytes.size(), Made::unpacked) : Result<>();
    if (stopped_) return pass(*stopped_);
    more = piece && !piece->bytes.empty();
  }
  held_.reset();
  const int got = archive_read_data_skip(input_.handle());
  if (got == ARCHIVE_FATAL) return pass(input_.error());
  if (got < ARCHIVE_OK && got != ARCHIVE_EOF && !error_was_seen) report(input_.error());
  return {};
}

Result<ArchiveWalk::Step> ArchiveWalk::at_end() {
  const int format = archive_format(input_.handle());
  saw_end_ = format != ARCHIVE_FORMAT_EMPTY;  // of nothing it is not known where it ended
  if (format == ARCHIVE_FORMAT_EMPTY && !says_tar(name_)) {
    EntryContent nothing(*this);
    nothing.is_empty();
    Entry entry;
    entry.path = unpacked_name(name_, input_.layers());
    visit_(entry, progress_.index++, nothing);
  } else if (format == ARCHIVE_FORMAT_EMPTY) {
    return fail(Fault::truncated, "holds no tar, though its name says so", packed_at());
  } else if (input_.is_tar() && input_.unpacked_at() - entry_ended_at_ < tar_block) {
    // A tar that was cut between two entries looks whole but for the zeros at its end.
    report({Fault::truncated, "ends without its end mark: entries may be missing", packed_at()});
  }
  return Step::end;
}

}  // namespace waarborg
