// EntryContent is the bytes of one entry as they are unpacked, with the holes of sparse files filled and the
// limits kept. An error stays: an entry that failed never looks like one that ended.
#pragma once
#include "evidence/archive_walk.h"

namespace waarborg {

class EntryContent : public Content, private Stream {
 public:
  explicit EntryContent(ArchiveWalk& walk) : walk_(walk) {}

  void is_empty() { ended_ = true; }  // a link, a folder
  void fails(Error error) { error_ = std::move(error); }
  bool has_failed() const { return error_.has_value(); }

  Stream& stream() override { return *this; }
  Result<Blob> whole(std::uint64_t limit) override;

 private:
  Result<Bytes> next() override;
  Result<Bytes> step();
  Result<Bytes> hand_out(Bytes bytes, ArchiveWalk::Made made);

  ArchiveWalk& walk_;
  std::optional<ArchiveWalk::Piece> piece_;
  std::uint64_t at_ = 0;  // handed out so far, never above Limits::entry_bytes
  bool ended_ = false;
  std::optional<Error> error_;
};

}  // namespace waarborg
