#include "engine/worker_sink.h"

#include <unistd.h>

#include "engine/judges.h"
#include "engine/own_identities.h"
#include "observations/taken.h"

namespace waarborg {
namespace {

// What an inventory needs is kept even when only findings are.
bool is_inventory(const RecordView& record) {
  const auto kind = record.kind;
  return kind == OsRelease::number || kind == DeviceIdentity::number || kind == Program::number ||
         kind == ServiceUnit::number || is_own_identity(record) ||
         (kind == SystemProperty::number && record.text(1) == taken_property);
}

}  // namespace

void WorkerSink::say(const Packer& message) {
  bool sent = false;
  if (soon_.empty()) {
    sent = send_frame(socket_, message.done());
  } else {
    append_frame(soon_, message.done());
    sent = send_frames(socket_, soon_);
    soon_.clear();
  }
  if (!sent) _exit(0);  // the parent is gone
}

void WorkerSink::say_soon(const Packer& message) {
  constexpr std::size_t most = 256 * 1024;
  if (soon_.size() + message.done().size() > most) return say(message);
  append_frame(soon_, message.done());
}

void WorkerSink::alive() {
  say(Packer().number(static_cast<std::uint8_t>(Say::alive)));
}

void WorkerSink::tell(Fault fault, std::string_view why, std::uint64_t offset, std::string_view path,
                      Say as) {
  constexpr std::size_t longest = 2000;
  say(Packer()
          .number(static_cast<std::uint8_t>(as))
          .number(static_cast<std::uint8_t>(fault))
          .number(offset)
          .text(why.substr(0, longest))
          .text(path));
}

void WorkerSink::added(SegmentWriter& segment) {
  if (segment.bytes().size() >= segment_target) flush();
}

void WorkerSink::flush() {
  auto& full = segment();
  if (full.count() == 0) return;
  hits_.clear();
  matcher_.match(full.bytes(), hits_);
  if (keep_all_) {
    send_segment(full, full.count());
  } else {
    // Hits are in the order of the records, so one pass keeps what is wanted and numbers it anew.
    kept_.clear();
    SegmentReader in(full.bytes());
    std::size_t h = 0;
    for (std::uint32_t n = 0; in.next(record_); ++n) {
      bool hit = false;
      for (; h < hits_.size() && hits_[h].record == n; ++h) {
        hits_[h].record = kept_.count();
        hit = true;
      }
      if (hit || is_inventory(record_) || is_told_by_a_judgement(record_)) kept_.copy(record_);
    }
    send_segment(kept_, full.count());
  }
  full.clear();
}

void WorkerSink::send_segment(const SegmentWriter& segment, std::uint32_t seen) {
  Packer message;
  message.number(static_cast<std::uint8_t>(Say::segment))
      .number(seen)
      .number(segment.count())
      .bytes(segment.bytes());
  for (const auto& hit : hits_) message.number(hit.record).number(hit.indicator).number(hit.field);
  say(message);
}

}  // namespace waarborg
