// The lines of a stream, for readers of texts of any size.
#pragma once
#include "formats/lines.h"
#include "readers/reader.h"

namespace waarborg {

// Gives every line of the file's stream to `visit`. That the stream breaks off is told; what came before
// counts. UTF-16 that begins with its mark (some shells save texts so) is read as UTF-8, and offsets count
// that; half of a surrogate pair becomes U+FFFD, an odd last byte is a problem.
void feed_lines(const File& file, Lines& lines, const Lines::Visit& visit, Sink& out);

}  // namespace waarborg
