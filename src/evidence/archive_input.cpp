#include "evidence/archive_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstdio>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::size_t most_words = 300;  // of libarchive in a problem

// libarchive says what is wrong in words only.
Fault fault_of(std::string_view words) {
  struct Sign {
    std::string_view part;
    Fault fault;
  };
  constexpr auto signs = std::to_array<Sign>({
      {"truncated", Fault::truncated},
      {"premature", Fault::truncated},
      {"no progress is possible", Fault::truncated},  // liblzma wants more input
      {"unexpected end", Fault::truncated},
      {"encrypt", Fault::encrypted},
      {"passphrase", Fault::encrypted},
      {"unsupported", Fault::unsupported},
      {"not supported", Fault::unsupported},
      {"unrecognized", Fault::unsupported},
      {"memory", Fault::too_big},
  });
  const auto folded = lower(words);
  const auto at = std::find_if(signs.begin(), signs.end(),
                               [&](const auto& s) { return folded.find(s.part) != std::string::npos; });
  return at == signs.end() ? Fault::malformed : at->fault;
}

// A call that answers ARCHIVE_WARN would run an external program instead of a library.
using Enable = int (*)(archive*);
constexpr auto compressions = std::to_array<Enable>({
    archive_read_support_filter_gzip,
    archive_read_support_filter_bzip2,
    archive_read_support_filter_xz,
    archive_read_support_filter_lzma,
    archive_read_support_filter_zstd,
    archive_read_support_filter_lz4,
    archive_read_support_filter_compress,
});
constexpr auto in_compression = std::to_array<Enable>({
    archive_read_support_format_tar,
    archive_read_support_format_cpio,
    archive_read_support_format_raw,
    archive_read_support_format_empty,
});

bool enable(archive* a, Packing packing, ArchiveInput::Zip zip) {
  const auto works = [&](Enable one) { return one(a) == ARCHIVE_OK; };
  switch (packing) {
    case Packing::none:
    case Packing::android_backup:  // what lies in it is opened instead
      return false;
    case Packing::compressed:
      return std::all_of(compressions.begin(), compressions.end(), works) &&
             std::all_of(in_compression.begin(), in_compression.end(), works);
    case Packing::zip:
      return works(zip == ArchiveInput::Zip::by_directory ? archive_read_support_format_zip_seekable
                                                          : archive_read_support_format_zip_streamable);
    case Packing::seven_zip:
      return works(archive_read_support_format_7zip);
    case Packing::cpio:
      return works(archive_read_support_format_cpio);
    case Packing::tar:
      return works(archive_read_support_format_tar);
  }
  return false;
}

locale_t& names_locale() {
  static locale_t made{};
  return made;
}

}  // namespace

void load_names_locale() {
  if (names_locale() == locale_t{}) names_locale() = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
}

NamesLocale::NamesLocale() : before_(names_locale() == locale_t{} ? nullptr : uselocale(names_locale())) {}
NamesLocale::~NamesLocale() {
  if (before_ != nullptr) uselocale(static_cast<locale_t>(before_));
}

ArchiveInput::ArchiveInput(const Source& source)
    : source_(source), archive_(archive_read_new()), buffer_(piece_bytes) {}

ArchiveInput::~ArchiveInput() {
  if (archive_ != nullptr) archive_read_free(archive_);
}

Result<std::unique_ptr<ArchiveInput>> ArchiveInput::open(const Source& source, Packing packing, Zip zip) {
  std::unique_ptr<ArchiveInput> input(new ArchiveInput(source));
  archive* const a = input->archive_;
  if (a == nullptr) return fail(Fault::io, "no memory to read the archive with");
  if (!enable(a, packing, zip))
    return fail(Fault::unsupported, "this libarchive cannot read the archive without other programs");
  // Zeros within a tar, and a tar behind its end mark, are not its end.
  if (packing == Packing::tar || packing == Packing::compressed)
    archive_read_set_format_option(a, "tar", "read_concatenated_archives", "1");
  return begin(std::move(input));
}

Result<std::unique_ptr<ArchiveInput>> ArchiveInput::open_stream(const Source& source) {
  std::unique_ptr<ArchiveInput> input(new ArchiveInput(source));
  archive* const a = input->archive_;
  if (a == nullptr) return fail(Fault::io, "no memory to read the archive with");
  const bool able =
      std::all_of(compressions.begin(), compressions.end(), [&](Enable one) { return one(a) == ARCHIVE_OK; });
  if (!able || archive_read_support_format_raw(a) != ARCHIVE_OK)
    return fail(Fault::unsupported, "this libarchive cannot read the archive without other programs");
  return begin(std::move(input));
}

Result<std::unique_ptr<ArchiveInput>> ArchiveInput::begin(std::unique_ptr<ArchiveInput> input) {
  archive* const a = input->archive_;
  archive_read_set_read_callback(a, give);
  archive_read_set_skip_callback(a, skip);
  archive_read_set_seek_callback(a, seek);
  archive_read_set_callback_data(a, input.get());
  if (archive_read_open1(a) < ARCHIVE_WARN) return pass(input->error());
  return input;
}

la_ssize_t ArchiveInput::give(archive*, void* self, const void** piece) {
  auto& input = *static_cast<ArchiveInput*>(self);
  const auto size = input.source_.size();
  const auto n = input.at_ < size ? std::min<std::uint64_t>(input.buffer_.size(), size - input.at_) : 0;
  if (n != 0) {
    if (auto got = input.source_.read(input.at_, {input.buffer_.data(), n}); !got) {
      input.source_error_ = got.error();
      archive_set_error(input.archive_, EIO, "%s", got.error().what.c_str());
      return ARCHIVE_FATAL;
    }
  }
  input.at_ += n;
  input.read_ += n;
  *piece = input.buffer_.data();
  return static_cast<la_ssize_t>(n);
}

la_int64_t ArchiveInput::skip(archive*, void* self, la_int64_t wanted) {
  auto& input = *static_cast<ArchiveInput*>(self);
  const auto size = input.source_.size();
  if (wanted <= 0 || input.at_ >= size) return 0;
  const auto n = std::min(static_cast<std::uint64_t>(wanted), size - input.at_);
  input.at_ += n;
  input.read_ += n;
  return static_cast<la_int64_t>(n);
}

la_int64_t ArchiveInput::seek(archive*, void* self, la_int64_t offset, int whence) {
  auto& input = *static_cast<ArchiveInput*>(self);
  const auto size = static_cast<std::int64_t>(std::min<std::uint64_t>(input.source_.size(), INT64_MAX / 2));
  std::int64_t from = 0;
  if (whence == SEEK_CUR) from = static_cast<std::int64_t>(input.at_);
  if (whence == SEEK_END) from = size;
  if (offset < -from || offset > size - from) return ARCHIVE_FATAL;
  input.at_ = static_cast<std::uint64_t>(from + offset);
  return from + offset;
}

int ArchiveInput::layers() const {
  return std::max(0, archive_filter_count(archive_) - 1);
}
bool ArchiveInput::is_tar() const {
  return (archive_format(archive_) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
}
bool ArchiveInput::is_raw() const {
  return archive_format(archive_) == ARCHIVE_FORMAT_RAW;
}

std::uint64_t ArchiveInput::packed_at() const {
  const auto n = archive_filter_bytes(archive_, -1);
  return n < 0 ? at_ : static_cast<std::uint64_t>(n);
}
std::uint64_t ArchiveInput::unpacked_at() const {
  const auto n = archive_filter_bytes(archive_, 0);
  return n < 0 ? 0 : static_cast<std::uint64_t>(n);
}
std::uint64_t ArchiveInput::packed_read() const {
  return std::min(read_, source_.size());
}

Error ArchiveInput::error() const {
  if (source_error_) return *source_error_;
  const char* words = archive_error_string(archive_);
  if (words == nullptr) return {Fault::malformed, "damaged archive", packed_at()};
  auto fault = fault_of(words);
  if (archive_errno(archive_) == ENOMEM) fault = Fault::too_big;
  return {fault, shorten(printable(words), most_words), packed_at()};
}

}  // namespace waarborg
