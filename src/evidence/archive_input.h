// ArchiveInput is libarchive's reading half over a Source: it opens one archive of a known kind, with nothing
// enabled that runs a program, opens a file or guesses. It borrows the Source.
#pragma once
#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <optional>

#include "evidence/archive_names.h"
#include "evidence/file.h"

namespace waarborg {

class ArchiveInput {
 public:
  enum class Zip : std::uint8_t { by_directory, from_front };

  static Result<std::unique_ptr<ArchiveInput>> open(const Source& source, Packing packing, Zip zip);
  static Result<std::unique_ptr<ArchiveInput>> open_stream(
      const Source& source);  // compressed; nothing inside is looked at
  ~ArchiveInput();
  ArchiveInput(const ArchiveInput&) = delete;
  ArchiveInput& operator=(const ArchiveInput&) = delete;

  archive* handle() const { return archive_; }
  int layers() const;                 // compressions around the archive
  bool is_tar() const;                // known once an entry was met
  bool is_raw() const;                // compressed, and no archive inside
  std::uint64_t packed_at() const;    // bytes of the source that were used up
  std::uint64_t unpacked_at() const;  // the same behind the compressions
  std::uint64_t packed_read() const;  // how much of the source was needed so far, none counted twice
  Error error() const;                // what libarchive, or the Source below it, said last

 private:
  static Result<std::unique_ptr<ArchiveInput>> begin(std::unique_ptr<ArchiveInput> input);
  explicit ArchiveInput(const Source& source);
  static la_ssize_t give(archive*, void* self, const void** piece);
  static la_int64_t skip(archive*, void* self, la_int64_t wanted);
  static la_int64_t seek(archive*, void* self, la_int64_t offset, int whence);

  const Source& source_;
  archive* archive_;
  std::uint64_t at_ = 0;
  std::uint64_t read_ = 0;
  Blob buffer_;
  std::optional<Error> source_error_;
};

// The C library's character table that lets names be UTF-8; no process-wide setting is changed. Made once.
void load_names_locale();
class NamesLocale {  // for as long as it lives, in this thread
 public:
  NamesLocale();
  ~NamesLocale();
  NamesLocale(const NamesLocale&) = delete;
  NamesLocale& operator=(const NamesLocale&) = delete;

 private:
  void* before_;
};

}  // namespace waarborg
