// ArchiveWalk is one pass over an open archive: it turns libarchive's entries into ours, holds what they
// claim against the Limits and keeps going behind damage while libarchive can. It borrows everything it is
// given.
#pragma once
#include <optional>
#include <string>

#include "evidence/archive_input.h"
#include "evidence/tree.h"

namespace waarborg {

class ArchiveWalk {
 public:
  // What is kept from a pass that damage ended to one that goes on behind it in another way.
  struct Progress {
    SeenNames seen;
    std::uint64_t index = 0;
  };
  // Entries that the progress has seen already are not visited again.
  ArchiveWalk(ArchiveInput& input, std::string_view name, bool seeks, const Limits& limits,
              Progress& progress, const ArchiveTree::Visit& visit, const OnProblem& problem);

  Result<> run();
  // Was the archive, or the lone compressed file, read to its own end? Only then where it ended is known.
  bool saw_end() const { return saw_end_; }

  // For the content of the entry that the archive stands at. No bytes: the end.
  struct Piece {
    Bytes bytes{};
    std::uint64_t offset = 0;  // within the entry; what lies between two pieces are zeros
  };
  Result<Piece> next_piece();
  // An error when the archive as a whole is over a limit; it ends the walk. Holes of sparse files are not
  // packed, so they say nothing of a bomb.
  enum class Made : std::uint8_t { unpacked, hole };
  Result<> count(std::uint64_t bytes, Made made);
  const Limits& limits() const { return limits_; }
  std::uint64_t packed_at() const { return input_.packed_at(); }

 private:
  enum class Step : std::uint8_t { entry, again, end };
  Result<Step> next_header(archive_entry*& entry);
  Result<Step> take_entry(archive_entry* entry);
  Entry describe(archive_entry* entry);
  std::string name_of_entry(archive_entry* entry, bool folder);
  Result<> look_into_raw();
  Result<> pass_by(bool error_was_seen);
  Result<Step> at_end();
  void report(Error error) { problem_({path_, error.fault, std::move(error.what), error.offset}); }
  void remark(Error error) { problem_({path_, error.fault, std::move(error.what), error.offset, false}); }

  ArchiveInput& input_;
  std::string name_;  // of the archive
  bool seeks_;        // entries that nobody reads cost nothing to pass by
  const Limits& limits_;
  const ArchiveTree::Visit& visit_;
  const OnProblem& problem_;
  Progress& progress_;
  SeenNames before_;  // what an earlier pass has visited
  std::string path_;  // of the entry that the archive stands at
  std::uint64_t unpacked_ = 0;
  std::uint64_t entry_ended_at_ = 0;  // in the unpacked archive
  bool saw_end_ = false;
  bool in_damage_ = false;
  std::uint64_t failed_at_ = 0;  // where the last header lay that could not be read
  unsigned failed_there_ = 0;    // how often since then, without getting on
  std::optional<Piece> held_;    // was read ahead
  bool pieces_ended_ = false;
  std::uint64_t pieces_end_ = 0;
  std::optional<Error> stopped_;  // a limit or damage that ends the walk
};

}  // namespace waarborg
