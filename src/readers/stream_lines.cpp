#include "readers/stream_lines.h"

namespace waarborg {

void feed_lines(const File& file, Lines& lines, const Lines::Visit& visit, Sink& out) {
  for (;;) {
    const auto piece = file.stream->next();
    if (!piece) {
      out.problem(piece.error().fault, piece.error().what, lines.size());
      break;
    }
    if (piece->empty()) break;
    lines.feed(*piece, visit);
  }
  lines.finish(visit);
}

}  // namespace waarborg
