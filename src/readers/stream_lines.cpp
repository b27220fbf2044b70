#include "readers/stream_lines.h"

#include "formats/utf16.h"

namespace waarborg {
namespace {

// Pieces of UTF-16 made UTF-8: what a piece ends in the middle of waits for the next.
class Transcoder {
 public:
  // Of the first bytes of a text: is it UTF-16?
  static bool is_marked(Bytes head) {
    return head.size() >= 2 && ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF));
  }

  void feed(Bytes piece, Lines& lines, const Lines::Visit& visit) {
    kept_.insert(kept_.end(), piece.begin(), piece.end());
    if (!begun_) {
      if (kept_.size() < 2) return;
      begun_ = true;
      utf16_ = is_marked(kept_);
      big_ = utf16_ && kept_[0] == 0xFE;
      if (utf16_) kept_.erase(kept_.begin(), kept_.begin() + 2);
    }
    give(utf16_ ? whole_units() : kept_.size(), lines, visit);
  }

  void finish(Lines& lines, const Lines::Visit& visit, Sink& out) {
    const bool odd = utf16_ && kept_.size() % 2 != 0;
    give(odd ? kept_.size() - 1 : kept_.size(), lines, visit);
    if (odd) out.problem(Fault::truncated, "UTF-16 that ends in the middle of a character", lines.size());
  }

 private:
  // Without half of a surrogate pair at the end.
  std::size_t whole_units() const {
    auto size = kept_.size() & ~std::size_t{1};
    if (size != 0 && (kept_[size - (big_ ? 2 : 1)] & 0xFC) == 0xD8) size -= 2;
    return size;
  }

  void give(std::size_t size, Lines& lines, const Lines::Visit& visit) {
    if (size == 0) return;
    const auto bytes = std::span(kept_).first(size);
    if (utf16_) {
      if (big_)
        for (std::size_t i = 0; i + 1 < size; i += 2) std::swap(bytes[i], bytes[i + 1]);
      const auto text = utf16le_to_utf8(bytes);
      lines.feed(as_bytes(text), visit);
    } else {
      lines.feed(bytes, visit);
    }
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(size));
  }

  Blob kept_;
  bool begun_ = false, utf16_ = false, big_ = false;
};

}  // namespace

void feed_lines(const File& file, Lines& lines, const Lines::Visit& visit, Sink& out) {
  Transcoder text;
  bool first = true, plain = false;
  for (;;) {
    const auto piece = file.stream->next();
    if (!piece) {
      out.problem(piece.error().fault, piece.error().what, lines.size());
      break;
    }
    if (piece->empty()) break;
    // Nearly every text is none of UTF-16, and goes on as it comes.
    if (first && piece->size() >= 2) plain = !Transcoder::is_marked(*piece);
    first = false;
    plain ? lines.feed(*piece, visit) : text.feed(*piece, lines, visit);
  }
  text.finish(lines, visit, out);
  lines.finish(visit);
}

}  // namespace waarborg
