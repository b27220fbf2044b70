#include "readers/stream_lines.h"

#include <optional>

#include "formats/utf16.h"

namespace waarborg {
namespace {

constexpr std::size_t mark_size = 2, most_at_once = 64 * 1024;

class Feeder {
 public:
  Feeder(Lines& lines, const std::function<bool(const Line&)>& visit)
      : lines_(lines), take_([this, &visit](const Line& line) {
          if (!goes_on_) return;
          auto mine = line;
          if (wide_) mine.offset = begin_;
          goes_on_ = visit(mine);
        }) {}

  bool goes_on() const { return goes_on_; }
  std::uint64_t at() const { return wide_ ? mark_size + wide_->size() : lines_.size() + head_.size(); }

  void feed(Bytes piece) {
    // A piece may be a single byte, and the mark has two.
    while (!begun_ && !piece.empty()) {
      head_.push_back(piece[0]);
      piece = piece.subspan(1);
      if (head_.size() == mark_size) begin();
    }
    if (wide_)
      transcode(piece);
    else if (begun_)
      lines_.feed(piece, take_);
  }

  void finish(Sink& out) {
    if (!begun_) begin();
    if (wide_) {
      wide_->finish(text_);
      give();
    }
    lines_.finish(take_);
    if (!wide_ || !goes_on_) return;
    if (wide_->halves() != 0)
      out.problem(
          Fault::malformed,
          std::to_string(wide_->halves()) + " half pair(s) of UTF-16 were replaced, the first is here",
          mark_size + wide_->first_half());
    if (wide_->odd()) out.problem(Fault::truncated, "text in UTF-16 ends within a character", at() - 1);
  }

 private:
  void begin() {
    begun_ = true;
    const auto head = as_text(head_);
    const bool big = head == "\xFE\xFF";
    if (big || head == "\xFF\xFE") {
      wide_.emplace(big);
      begin_ = mark_size;
    } else {
      lines_.feed(head_, take_);
    }
    head_.clear();
  }

  // A line at a time, so that it is known where each begins in the file.
  void transcode(Bytes piece) {
    while (!piece.empty() && goes_on_) {
      piece = piece.subspan(wide_->line(piece, most_at_once, text_));
      give();
    }
  }

  void give() {
    const bool ends = text_.ends_with('\n');
    lines_.feed(as_bytes(text_), take_);
    text_.clear();
    if (ends) begin_ = at();
  }

  Lines& lines_;
  Lines::Visit take_;
  Blob head_;
  std::optional<Utf16ToUtf8> wide_;
  std::string text_;
  std::uint64_t begin_ = 0;
  bool begun_ = false, goes_on_ = true;
};

}  // namespace

bool feed_lines_while(const File& file, Lines& lines, const std::function<bool(const Line&)>& visit,
                      Sink& out) {
  Feeder feeder(lines, visit);
  while (feeder.goes_on()) {
    const auto piece = file.stream->next();
    if (!piece) {
      out.problem(piece.error().fault, piece.error().what, feeder.at());
      break;
    }
    if (piece->empty()) break;
    feeder.feed(*piece);
  }
  feeder.finish(out);
  return feeder.goes_on();
}

void feed_lines(const File& file, Lines& lines, const Lines::Visit& visit, Sink& out) {
  feed_lines_while(
      file, lines,
      [&](const Line& line) {
        visit(line);
        return true;
      },
      out);
}

}  // namespace waarborg
